// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.login;

/** A line that lets nobody in. The message says why. It does not quote the line. */
final class BadLine extends Exception {

  private static final long serialVersionUID = 1L;

  BadLine(String message) {
    super(message);
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}

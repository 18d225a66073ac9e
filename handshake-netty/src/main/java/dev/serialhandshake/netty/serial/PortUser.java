// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

/**
 * A program that has a serial port open.
 *
 * @param pid its process
 * @param program its name, printable ASCII; every other character stands as a question mark
 */
public record PortUser(long pid, String program) {

  /** For instance {@code minicom (pid 1234)}. */
  @Override
  public String toString() {
    return program + " (pid " + pid + ')';
  }
}

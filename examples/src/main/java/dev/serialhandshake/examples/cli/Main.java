// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.examples.cli;

final class Main {
  private Main() {}

  public static void main(String[] args) {}
}

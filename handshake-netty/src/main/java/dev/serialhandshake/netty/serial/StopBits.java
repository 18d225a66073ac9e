// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

/** How long the line rests after each character. */
public enum StopBits {
  /** 1 stop bit, as almost every line has it. */
  ONE("1"),
  /** 1.5 stop bits. Windows alone knows them; elsewhere the open of the port fails. */
  ONE_AND_A_HALF("1.5"),
  /** 2 stop bits. */
  TWO("2");

  private final String number;

  StopBits(String number) {
    this.number = number;
  }

  /** As people write it. */
  String number() {
    return number;
  }
}

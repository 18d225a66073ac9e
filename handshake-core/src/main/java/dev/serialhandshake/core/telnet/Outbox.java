// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.telnet;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The commands that wait to be sent. Its size does not grow: the codec takes no more bytes from the
 * peer while there may be no room for the answer.
 */
final class Outbox {

  private static final int SIZE = 256;

  /** More than the commands that one received byte can lead to. */
  private static final int LARGEST_ANSWER = 128;

  private final byte[] bytes = new byte[SIZE];
  private int length;

  boolean hasRoom() {
    return length <= SIZE - LARGEST_ANSWER;
  }

  void command(int... values) {
    raw(TelnetWire.IAC);
    for (int value : values) {
      raw(value);
    }
  }

  /** A whole subnegotiation; {@code ff} in it is sent twice. */
  void subnegotiation(int option, int... values) {
    command(TelnetWire.SB, option);
    for (int value : values) {
      if (value == TelnetWire.IAC) {
        raw(TelnetWire.IAC);
      }
      raw(value);
    }
    command(TelnetWire.SE);
  }

  private void raw(int value) {
    bytes[length++] = (byte) value;
  }

  byte @Nullable [] poll() {
    if (length == 0) {
      return null;
    }
    byte[] all = Arrays.copyOf(bytes, length);
    length = 0;
    return all;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** What is on a line before anybody speaks to us: a boot log, with bytes of the handshake in it. */
final class Noise {

  private static final byte[] INJECTED = {0x06, 0x15, 0x16};

  private Noise() {}

  static byte[] bytes() throws IOException {
    try (InputStream recording = Noise.class.getResourceAsStream("demo/boot-log.bin")) {
      byte[] log = recording.readAllBytes();
      byte[] bytes = Arrays.copyOf(log, log.length + INJECTED.length);
      System.arraycopy(INJECTED, 0, bytes, log.length / 2, INJECTED.length);
      System.arraycopy(INJECTED, 0, bytes, log.length, INJECTED.length);
      return bytes;
    }
  }
}

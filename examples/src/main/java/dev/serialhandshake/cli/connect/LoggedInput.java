// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.connect;

import dev.serialhandshake.cli.line.ReceivedLog;
import dev.serialhandshake.cli.line.ReceivedText;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;

/** Logs the bytes that are read through it. */
final class LoggedInput extends FilterInputStream {

  private final ReceivedText text;

  LoggedInput(InputStream in, ReceivedLog log) {
    super(in);
    text = new ReceivedText("", Clock.systemUTC(), log::add);
  }

  @Override
  public int read() throws IOException {
    int value = super.read();
    if (value >= 0) {
      synchronized (text) {
        text.add((byte) value);
      }
    }
    return value;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int count = super.read(bytes, offset, length);
    synchronized (text) {
      for (int i = 0; i < count; i++) {
        text.add(bytes[offset + i]);
      }
    }
    return count;
  }

  /** Call it when the handshake is over. It logs a last line of text that has no end. */
  void end() {
    synchronized (text) {
      text.end();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.blocking;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** A stream in which now and then a kernel message is inserted, and a byte is changed or lost. */
final class NoisyOutput extends FilterOutputStream {

  private static final byte[] MESSAGE = "[  17.235] usb 1-1: reset\r\n".getBytes(US_ASCII);
  private static final int BETWEEN_FAULTS = 20_011;

  private long written;
  private int faults;

  NoisyOutput(OutputStream out) {
    super(out);
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] source, int offset, int length) throws IOException {
    ByteArrayOutputStream changed = new ByteArrayOutputStream();
    for (int i = offset; i < offset + length; i++) {
      if (++written % BETWEEN_FAULTS != 0) {
        changed.write(source[i]);
        continue;
      }
      switch (faults++ % 3) {
        case 0 -> {
          changed.writeBytes(MESSAGE);
          changed.write(source[i]);
        }
        case 1 -> changed.write(source[i] ^ 0x10);
        default -> {} // It is lost.
      }
    }
    out.write(changed.toByteArray());
  }
}

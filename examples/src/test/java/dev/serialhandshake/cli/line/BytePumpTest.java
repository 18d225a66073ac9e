// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.line;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import org.junit.jupiter.api.Test;

class BytePumpTest {

  private static final byte[] BYTES = {1, 2, 3};

  private final IOException gone = new IOException("gone");
  private final ByteArrayOutputStream arrived = new ByteArrayOutputStream();

  /** The end of a source, or its failure. */
  private static final class Last extends InputStream {
    private final Runnable before;
    private final IOException failure;

    Last(Runnable before, IOException failure) {
      this.before = before;
      this.failure = failure;
    }

    @Override
    public int read() throws IOException {
      before.run();
      if (failure != null) {
        throw failure;
      }
      return -1;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      return read();
    }
  }

  private InputStream source(InputStream next) {
    return new SequenceInputStream(new ByteArrayInputStream(BYTES), next);
  }

  @Test
  void eachReadArrivesBeforeTheNext() {
    Runnable sees = () -> assertArrayEquals(BYTES, arrived.toByteArray());
    InputStream next = new Last(sees, null);
    assertEquals(
        new BytePump.End(true, null),
        BytePump.run(source(next), new BufferedOutputStream(arrived)));
    assertArrayEquals(BYTES, arrived.toByteArray());
  }

  @Test
  void aSourceThatFailsEndsIt() {
    InputStream fails = new Last(() -> {}, gone);
    assertEquals(new BytePump.End(true, gone), BytePump.run(source(fails), arrived));
    assertArrayEquals(BYTES, arrived.toByteArray());
  }

  @Test
  void aSinkThatFailsEndsIt() {
    OutputStream fails =
        new OutputStream() {
          @Override
          public void write(int value) throws IOException {
            throw gone;
          }
        };
    InputStream source = source(InputStream.nullInputStream());
    assertEquals(new BytePump.End(false, gone), BytePump.run(source, fails));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.connect;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.testing.Poll;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of the bytes and of the end of a client, before its line is ready and after. */
@Timeout(60)
class LocalInputTest {

  private final CountDownLatch more = new CountDownLatch(1);
  private final CountDownLatch endedEarly = new CountDownLatch(1);
  private final BlockingQueue<Pumps.End> ends = new LinkedBlockingQueue<>();
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  @AfterEach
  void letGo() {
    more.countDown();
  }

  @ParameterizedTest
  @CsvSource({"'', false", "S, false", "SSH-2.0-OpenSSH_9.2, false", "SSX, true", "halt, true"})
  void onlyAClientThatNeedsNoAnswerHasBytesToDeliver(String bytes, boolean expected)
      throws Exception {
    LocalInput input = started(new ByteArrayInputStream(bytes.getBytes(US_ASCII)));
    assertTrue(endedEarly.await(30, TimeUnit.SECONDS));
    assertEquals(expected, input.hasBytesToDeliver());
  }

  @Test
  void whatCameEarlyArrivesFirstAndTheEndIsTold() throws Exception {
    LocalInput input = started(new ByteArrayInputStream("early".getBytes(US_ASCII)));
    assertTrue(endedEarly.await(30, TimeUnit.SECONDS));
    input.sendTo(line, ends);
    assertEquals("early", line.toString(US_ASCII));
    assertEquals(new Pumps.End(false, null), nextEnd());
    assertTrue(ends.isEmpty(), "told twice");
  }

  @Test
  void whatComesLaterFollows() throws Exception {
    InputStream later = later("later");
    LocalInput input =
        started(
            new SequenceInputStream(new ByteArrayInputStream("early ".getBytes(US_ASCII)), later));
    input.sendTo(line, ends);
    more.countDown();
    assertEquals(new Pumps.End(false, null), nextEnd());
    assertEquals("early later", line.toString(US_ASCII));
    assertEquals(1, endedEarly.getCount(), "the end was taken for an early one");
  }

  @Test
  void moreThanAClientOfSshSendsIsNotReadBeforeTheLineIsReady() throws Exception {
    byte[] bytes = new byte[1_000_000];
    AtomicReference<Thread> reader = new AtomicReference<>();
    InputStream in =
        new FilterInputStream(new ByteArrayInputStream(bytes)) {
          @Override
          public int read(byte[] target, int offset, int length) throws IOException {
            reader.set(Thread.currentThread());
            return super.read(target, offset, length);
          }
        };
    LocalInput input = started(in);
    Poll.until("the reader waits, or has ended", () -> hasStopped(reader.get()));
    assertTrue(bytes.length - in.available() <= 96 * 1024, in.available() + " bytes are left");
    assertEquals(1, endedEarly.getCount());
    input.sendTo(line, ends);
    assertEquals(new Pumps.End(false, null), nextEnd());
    assertEquals(bytes.length, line.size());
  }

  @Test
  void aLineThatFailsIsToldAsTheLines() throws Exception {
    IOException lost = new IOException("lost");
    LocalInput input = started(later("x"));
    input.sendTo(
        new OutputStream() {
          @Override
          public void write(int value) throws IOException {
            throw lost;
          }
        },
        ends);
    more.countDown();
    Pumps.End end = nextEnd();
    assertTrue(end.byLine());
    assertSame(lost, end.cause());
  }

  @Test
  void anInputThatFailsIsToldAsTheClients() throws Exception {
    IOException reset = new IOException("reset");
    LocalInput input =
        started(
            new InputStream() {
              @Override
              public int read() throws IOException {
                throw reset;
              }

              @Override
              public int read(byte[] target, int offset, int length) throws IOException {
                throw reset;
              }
            });
    assertTrue(endedEarly.await(30, TimeUnit.SECONDS));
    input.sendTo(line, ends);
    Pumps.End end = nextEnd();
    assertFalse(end.byLine());
    assertSame(reset, end.cause());
  }

  private static boolean hasStopped(Thread reader) {
    return reader != null
        && List.of(Thread.State.WAITING, Thread.State.TERMINATED).contains(reader.getState());
  }

  private LocalInput started(InputStream in) {
    LocalInput input = new LocalInput(in);
    input.start(endedEarly::countDown);
    return input;
  }

  private Pumps.End nextEnd() throws InterruptedException {
    return Objects.requireNonNull(ends.poll(30, TimeUnit.SECONDS), "no end was told");
  }

  /** Bytes that come when the test lets them. */
  private InputStream later(String text) {
    byte[] bytes = text.getBytes(US_ASCII);
    return new InputStream() {
      private int next;

      @Override
      public int read() throws IOException {
        try {
          assertTrue(more.await(30, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
          throw new IOException(e);
        }
        return next < bytes.length ? bytes[next++] : -1;
      }

      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        int value = read();
        target[offset] = (byte) value;
        return value < 0 ? -1 : 1;
      }
    };
  }
}

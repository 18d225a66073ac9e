// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.console;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LogQueueTest {

  private static final int MOST_BYTES = 100;
  private static final long DEADLINE_MILLIS = 30_000;

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch readers = new CountDownLatch(1);
  private final LogQueue queue = new LogQueue(new UnreadStream(), MOST_BYTES);
  private final PrintStream log = new PrintStream(queue, true, US_ASCII);

  /** A pipe that is full until there are readers. */
  private final class UnreadStream extends OutputStream {

    @Override
    public void write(int value) {
      throw new UnsupportedOperationException("a line at a time");
    }

    @Override
    public void write(byte[] line) {
      begun.countDown();
      try {
        readers.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      written.writeBytes(line);
    }
  }

  @AfterEach
  void letGo() {
    readers.countDown();
  }

  private String read() {
    readers.countDown();
    queue.drain(DEADLINE_MILLIS);
    return written.toString(US_ASCII);
  }

  @Test
  void whatIsSaidIsWrittenInOrder() {
    log.println("one");
    log.print("tw");
    log.println("o");
    assertEquals(String.format("one%ntwo%n"), read());
  }

  @Test
  void aWriterNeverWaitsAndTheGapIsToldOnce() throws Exception {
    log.println("first");
    assertTrue(begun.await(DEADLINE_MILLIS, TimeUnit.MILLISECONDS));
    for (int i = 0; i < 1_000; i++) { // Returns, though nobody reads.
      log.println("line " + i);
    }
    String text = read();
    long lines = text.lines().filter(line -> line.startsWith("line ")).count();
    String last = text.lines().reduce((before, after) -> after).orElseThrow();
    assertEquals(
        Console.line(1_000 - lines + " lines of this log were dropped, because nobody read it"),
        last);
    assertTrue(lines > 0 && lines <= MOST_BYTES / "line 0\n".length(), lines + " lines");
    log.println("again");
    assertTrue(read().endsWith(String.format("again%n")));
  }

  @Test
  void aGapOfOneLineIsToldInTheSingular() throws Exception {
    log.println("first");
    assertTrue(begun.await(DEADLINE_MILLIS, TimeUnit.MILLISECONDS));
    log.println("x".repeat(MOST_BYTES));
    log.println("dropped");
    String last = read().lines().reduce((before, after) -> after).orElseThrow();
    assertEquals(Console.line("1 line of this log was dropped, because nobody read it"), last);
  }

  @Test
  void aLineLongerThanTheQueueIsWritten() {
    String line = "x".repeat(2 * MOST_BYTES);
    log.println(line);
    assertTrue(read().startsWith(line));
  }

  @Test
  void theEndDoesNotWaitForAReader() throws Exception {
    log.println("nobody reads");
    assertTrue(begun.await(DEADLINE_MILLIS, TimeUnit.MILLISECONDS));
    queue.drain(1);
    assertEquals("", written.toString(US_ASCII));
  }

  /** A lack of memory ends many a thread; not the one that writes what there is to say about it. */
  @Test
  void aFailureCostsOneLineAndNotTheNextOnes() {
    ByteArrayOutputStream shown = new ByteArrayOutputStream();
    LogQueue frail =
        new LogQueue(
            new OutputStream() {
              @Override
              public void write(int value) {
                throw new UnsupportedOperationException("a line at a time");
              }

              @Override
              public void write(byte[] line) {
                switch (new String(line, US_ASCII)) {
                  case "memory\n" -> throw new OutOfMemoryError("simulated");
                  case "bug\n" -> throw new IllegalStateException("simulated");
                  default -> shown.writeBytes(line);
                }
              }
            },
            MOST_BYTES);
    for (String line : new String[] {"one\n", "memory\n", "two\n", "bug\n", "three\n"}) {
      byte[] bytes = line.getBytes(US_ASCII);
      frail.write(bytes, 0, bytes.length);
    }
    frail.drain(DEADLINE_MILLIS);
    assertEquals("one\ntwo\nthree\n", shown.toString(US_ASCII));
  }
}

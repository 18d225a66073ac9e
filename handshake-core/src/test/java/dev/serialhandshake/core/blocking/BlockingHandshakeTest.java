// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.blocking;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.core.ClientBegins;
import dev.serialhandshake.core.FailureReason;
import dev.serialhandshake.core.HandshakeException;
import dev.serialhandshake.core.HandshakeObserver;
import dev.serialhandshake.core.HandshakeReport;
import dev.serialhandshake.core.HandshakeSettings;
import dev.serialhandshake.core.State;
import java.io.BufferedOutputStream;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class BlockingHandshakeTest {

  private static final HandshakeSettings SETTINGS = HandshakeSettings.defaults();

  /** For tests of the deadline alone: others would race with it on a busy machine. */
  private static final HandshakeSettings HASTY =
      HandshakeSettings.builder()
          .attemptTimeout(Duration.ofMillis(20))
          .handshakeTimeout(Duration.ofSeconds(1))
          .build();

  private final TestLine line = new TestLine();
  private final ExecutorService peer = Executors.newSingleThreadExecutor();

  @AfterEach
  void close() throws Exception {
    peer.shutdownNow();
    line.close();
  }

  /** The ACK arrives within the quiet time after a stray byte, and the client has to try again. */
  @Test
  void anAckInNoiseDoesNotEndTheHandshakeBetweenTwoReads() throws Exception {
    Future<HandshakeReport> server =
        peer.submit(
            () ->
                BlockingHandshake.server(
                    line.fromClient, line.toClient, SETTINGS, HandshakeObserver.NONE));
    line.toServer.write(new byte[] {0x16, (byte) 0xa0});
    byte[] answer = line.fromServer.readNBytes(3);
    line.toServer.write(new byte[] {'x', 0x06, (byte) (answer[2] + 1)}); // dropped
    InputStream in = line.fromServer;
    HandshakeReport client =
        BlockingHandshake.client(in, line.toServer, SETTINGS, HandshakeObserver.NONE);
    assertEquals(State.ESTABLISHED, client.state());
    assertEquals(State.ESTABLISHED, within30Seconds(server).state());
    line.toServer.write("SSH-client".getBytes(US_ASCII));
    assertEquals("SSH-client", text(line.fromClient, 10));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8192})
  void bothRolesMeetBehindGarbageAndNoApplicationByteIsTaken(int mostPerRead) throws Exception {
    line.toServer.write("Linux\r\n\u0006\u0015\u0016".getBytes(US_ASCII));
    line.toClient.write("boot\r\n\u0006\u0006".getBytes(US_ASCII));
    Future<HandshakeReport> server =
        peer.submit(
            () -> {
              InputStream in = TestLine.atMost(mostPerRead, line.fromClient);
              HandshakeReport report =
                  BlockingHandshake.server(in, line.toClient, SETTINGS, HandshakeObserver.NONE);
              line.toClient.write("SSH-server".getBytes(US_ASCII));
              assertEquals("SSH-client", text(line.fromClient, 10));
              return report;
            });
    InputStream in = TestLine.atMost(mostPerRead, line.fromServer);
    HandshakeReport report =
        BlockingHandshake.client(
            in, new BufferedOutputStream(line.toServer), SETTINGS, HandshakeObserver.NONE);
    assertEquals("SSH-server", text(line.fromServer, 10));
    line.toServer.write("SSH-client".getBytes(US_ASCII));
    assertEquals(State.ESTABLISHED, report.state());
    assertEquals(State.ESTABLISHED, within30Seconds(server).state());
    assertEquals(List.of(), StreamThreads.live());
  }

  @Test
  void bytesGluedToTheFinalAckStayInTheStream() throws Exception {
    Future<?> server = peer.submit(() -> answerWithGluedBytes("SSH-2.0-glued\r\n"));
    BlockingHandshake.client(line.fromServer, line.toServer, SETTINGS, HandshakeObserver.NONE);
    within30Seconds(server);
    assertEquals("SSH-2.0-glued\r\n", text(line.fromServer, 15));
  }

  @Test
  void readTimeoutsOfTheStreamAreNoEnd() throws Exception {
    Future<?> server = peer.submit(() -> answerWithGluedBytes("x"));
    InputStream in = TestLine.timingOutBeforeEachRead(line.fromServer);
    BlockingHandshake.client(in, line.toServer, SETTINGS, HandshakeObserver.NONE);
    within30Seconds(server);
    assertEquals('x', line.fromServer.read());
  }

  @Test
  void silenceFailsByTheDeadlineAndTheThreadsEndWithTheStream() throws Exception {
    HandshakeException failure = failureOfClient(HASTY, line.fromServer, line.toServer);
    assertEquals(FailureReason.PEER_SILENT, failure.reason());
    assertTrue(failure.report().attempts() > 1, failure.getMessage());
    line.toClient.close();
    for (Thread thread : StreamThreads.live()) {
      thread.join(30_000);
    }
    assertEquals(List.of(), StreamThreads.live());
  }

  @Test
  void endlessGarbageFailsByTheDeadline() {
    InputStream garbage =
        new InputStream() {
          @Override
          public int read() {
            return '.';
          }

          @Override
          public int read(byte[] target, int offset, int length) {
            Arrays.fill(target, offset, offset + length, (byte) '.');
            return length;
          }
        };
    HandshakeException failure = failureOfClient(HASTY, garbage, line.toServer);
    assertEquals(FailureReason.NEVER_QUIET, failure.reason());
  }

  @Test
  void endOfInputIsAClosedLine() throws Exception {
    line.toClient.close();
    HandshakeException failure = failureOfClient(SETTINGS, line.fromServer, line.toServer);
    assertEquals(FailureReason.LINE_CLOSED, failure.reason());
  }

  @Test
  void failedReadIsAClosedLineWithItsCause() {
    IOException unplugged = new IOException("unplugged");
    InputStream in =
        new FilterInputStream(line.fromServer) {
          @Override
          public int read(byte[] target, int offset, int length) throws IOException {
            throw unplugged;
          }
        };
    HandshakeException failure = failureOfClient(SETTINGS, in, line.toServer);
    assertEquals(FailureReason.LINE_CLOSED, failure.reason());
    assertEquals(unplugged, failure.getCause());
  }

  @Test
  void failedWriteFailsTheHandshakeWithItsCause() {
    IOException unplugged = new IOException("unplugged");
    OutputStream out =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw unplugged;
          }
        };
    HandshakeException failure = failureOfClient(SETTINGS, line.fromServer, out);
    assertEquals(FailureReason.WRITE_FAILED, failure.reason());
    assertEquals(unplugged, failure.getCause());
  }

  @Test
  void aWriteThatIsHeldForEverDoesNotHoldTheDeadline() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    OutputStream held =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            try {
              never.await();
            } catch (InterruptedException e) {
              throw new InterruptedIOException();
            }
          }
        };
    line.toClient.write("boot".getBytes(US_ASCII));
    HandshakeException failure = failureOfClient(HASTY, line.fromServer, held);
    assertEquals(FailureReason.NO_HANDSHAKE, failure.reason());
    assertEquals(4, failure.report().discardedBytes());
    never.countDown();
  }

  /** The final ACK, whose write nothing else waits for. */
  @Test
  void aLastFrameThatCannotBeWrittenFailsTheHandshake() throws Exception {
    IOException unplugged = new IOException("unplugged");
    HandshakeException failure =
        failureOfServerWhoseLastFrame(
            () -> {
              throw unplugged;
            });
    assertEquals(unplugged, failure.getCause());
  }

  @Test
  void aLastFrameThatIsHeldForEverFailsByTheDeadline() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    failureOfServerWhoseLastFrame(
        () -> {
          never.await();
          return null;
        });
    never.countDown();
  }

  @Test
  void interruptionEndsTheWaitForTheLastFrameToo() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    Thread caller = Thread.currentThread();
    Future<?> client = peer.submit(this::comeToTheLastFrame);
    assertThrows(
        InterruptedIOException.class,
        () ->
            serverWhoseLastFrame(
                () -> {
                  caller.interrupt();
                  never.await();
                  return null;
                },
                SETTINGS));
    assertTrue(Thread.interrupted());
    within30Seconds(client);
    never.countDown();
  }

  private HandshakeException failureOfServerWhoseLastFrame(Callable<?> isWritten) throws Exception {
    Future<?> client = peer.submit(this::comeToTheLastFrame);
    HandshakeException failure =
        assertThrows(HandshakeException.class, () -> serverWhoseLastFrame(isWritten, HASTY));
    within30Seconds(client);
    assertEquals(FailureReason.WRITE_FAILED, failure.reason());
    assertEquals(State.FAILED, failure.report().state());
    return failure;
  }

  private void serverWhoseLastFrame(Callable<?> isWritten, HandshakeSettings settings)
      throws IOException {
    OutputStream out =
        new FilterOutputStream(line.toClient) {
          @Override
          public void write(byte[] frame) throws IOException {
            if (frame.length == 1) {
              try {
                isWritten.call();
              } catch (IOException e) {
                throw e;
              } catch (Exception e) {
                throw new IOException(e);
              }
            }
            super.write(frame);
          }
        };
    BlockingHandshake.server(line.fromClient, out, settings, HandshakeObserver.NONE);
  }

  private Void comeToTheLastFrame() throws IOException {
    line.toServer.write(new byte[] {0x16, (byte) 0xA0});
    byte[] synAck = line.fromServer.readNBytes(3);
    line.toServer.write(new byte[] {0x06, (byte) (synAck[2] + 1)});
    return null;
  }

  @Test
  void interruptionEndsTheWaitAndStaysKnown() {
    Thread.currentThread().interrupt();
    assertThrows(
        InterruptedIOException.class,
        () ->
            BlockingHandshake.server(
                line.fromClient, line.toClient, SETTINGS, HandshakeObserver.NONE));
    assertTrue(Thread.interrupted());
  }

  @Test
  void aServerThatWaitsForFirstBytesIsRefused() {
    HandshakeSettings confirming =
        HandshakeSettings.builder().clientBegins(ClientBegins.TEXT).build();
    IllegalArgumentException refusal =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                BlockingHandshake.server(
                    line.fromClient, line.toClient, confirming, HandshakeObserver.NONE));
    assertTrue(refusal.getMessage().contains("LATER"), refusal.getMessage());
  }

  private Void answerWithGluedBytes(String glued) throws IOException {
    byte[] syn = line.fromClient.readNBytes(2);
    assertEquals(0x16, syn[0]);
    line.toClient.write(new byte[] {0x06, (byte) (syn[1] + 1), (byte) 0xB0});
    assertArrayEquals(new byte[] {0x06, (byte) 0xB1}, line.fromClient.readNBytes(2));
    line.toClient.write(("\u0006" + glued).getBytes(US_ASCII));
    return null;
  }

  private static HandshakeException failureOfClient(
      HandshakeSettings settings, InputStream in, OutputStream out) {
    return assertThrows(
        HandshakeException.class,
        () -> BlockingHandshake.client(in, out, settings, HandshakeObserver.NONE));
  }

  private static String text(InputStream in, int length) throws IOException {
    return new String(in.readNBytes(length), US_ASCII);
  }

  private static <T> T within30Seconds(Future<T> future) throws Exception {
    return future.get(30, TimeUnit.SECONDS);
  }
}

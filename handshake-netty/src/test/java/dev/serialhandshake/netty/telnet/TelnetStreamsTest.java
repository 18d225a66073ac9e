// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.telnet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.core.telnet.ComPortSettings;
import dev.serialhandshake.core.telnet.TelnetCodec;
import dev.serialhandshake.core.telnet.TelnetException;
import dev.serialhandshake.core.telnet.TelnetFailure;
import dev.serialhandshake.testing.SocketPair;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Over loopback; the far end is played by hand, in hexadecimal. */
@Timeout(60)
class TelnetStreamsTest {

  private SocketPair line;
  private Socket near;
  private Socket far;

  @BeforeEach
  void connect() throws IOException {
    line = SocketPair.open();
    near = line.near();
    far = line.far();
  }

  @AfterEach
  void disconnect() throws IOException {
    line.close();
  }

  private TelnetStreams streams(TelnetCodec codec) throws IOException {
    return new TelnetStreams(near.getInputStream(), near.getOutputStream(), codec);
  }

  private TelnetStreams greeted() throws IOException {
    TelnetStreams streams = streams(TelnetCodec.plain());
    farHears(TelnetLine.GREETING);
    return streams;
  }

  private void farHears(String hex) throws IOException {
    byte[] expected = HexFormat.of().parseHex(hex);
    assertArrayEquals(expected, far.getInputStream().readNBytes(expected.length));
  }

  private void farSends(String hex) throws IOException {
    far.getOutputStream().write(HexFormat.of().parseHex(hex));
  }

  /** Reads on a thread of its own, as a handshake does. */
  private static CompletableFuture<byte[]> reading(InputStream in, int count) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return in.readNBytes(count);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        task -> {
          Thread thread = new Thread(task, "reader");
          thread.setDaemon(true);
          thread.start();
        });
  }

  @Test
  void aWriteWaitsForThePeerAndAllValuesPass() throws Exception {
    TelnetStreams streams = greeted();
    CompletableFuture<byte[]> read = reading(streams.input(), 3);
    farSends(TelnetLine.AGREES + "fffd18" + "0d00ffff");
    streams.output().write(new byte[] {0x16, (byte) 0xff, 0x0d});
    streams.output().write(0xff);
    streams.output().flush();
    byte[] sent = far.getInputStream().readNBytes(9);
    String hex = HexFormat.of().formatHex(sent);
    assertTrue(hex.contains("fffc18"), hex); // whichever of the two threads was first
    assertEquals("16ffff0dffff", hex.replace("fffc18", ""));
    assertArrayEquals(new byte[] {0x0d, 0, (byte) 0xff}, read.get(30, TimeUnit.SECONDS));
    assertNull(streams.failure());
  }

  @Test
  void oneByteAtATimeIsReadAsAny() throws IOException {
    TelnetStreams streams = greeted();
    farSends(TelnetLine.AGREES + "41ffff");
    assertEquals(0x41, streams.input().read());
    assertEquals(0xff, streams.input().read());
    far.shutdownOutput();
    assertEquals(-1, streams.input().read());
    assertEquals(0, streams.input().read(new byte[0], 0, 0));
  }

  @Test
  void aRefusalEndsReadsAndWrites() throws IOException {
    TelnetStreams streams = greeted();
    farSends("fffe00");
    TelnetException e = assertThrows(TelnetException.class, () -> streams.input().read());
    assertEquals(TelnetFailure.Kind.BINARY_REFUSED, e.failure().kind());
    assertThrows(TelnetException.class, () -> streams.output().write(1));
    assertNotNull(streams.failure());
  }

  @Test
  void aPeerThatSaysNothingEndsTheWrite() throws IOException {
    TelnetStreams streams = greeted();
    TelnetException e = assertThrows(TelnetException.class, () -> streams.output().write(1));
    assertEquals(TelnetFailure.Kind.NO_TELNET, e.failure().kind());
  }

  @Test
  void aConnectionThatClosesEndsTheWriteThatWaits() throws Exception {
    TelnetStreams streams = greeted();
    CompletableFuture<byte[]> read = reading(streams.input(), 1);
    far.shutdownOutput();
    TelnetException e = assertThrows(TelnetException.class, () -> streams.output().write(1));
    assertEquals(TelnetFailure.Kind.CLOSED, e.failure().kind());
    assertEquals(0, read.get(30, TimeUnit.SECONDS).length);
  }

  @Test
  void theAnswersAboutThePortAreSentWhileAWriteWaits() throws Exception {
    TelnetStreams streams = streams(TelnetCodec.withComPort(ComPortSettings.builder().build()));
    CompletableFuture<byte[]> read = reading(streams.input(), 1);
    farHears(TelnetLine.GREETING + "fffb2c");
    CompletableFuture<Void> write =
        CompletableFuture.runAsync(
            () -> assertDoesNotThrowIo(() -> streams.output().write(0x16)),
            task -> new Thread(task, "writer").start());
    farSends(TelnetLine.AGREES + "fffd2c");
    farHears("fffa2c010001c200fff0");
    far.getInputStream().skipNBytes(8 * 7);
    farSends("fffa2c650001c200fff0fffa2c6608fff0fffa2c6701fff0fffa2c6801fff0fffa2c6901fff0");
    write.get(30, TimeUnit.SECONDS);
    farHears("16");
    farSends("fffa2c6a08fff041");
    read.get(30, TimeUnit.SECONDS);
    assertEquals(1, streams.framingErrors());
  }

  private interface Io {
    void run() throws IOException;
  }

  private static void assertDoesNotThrowIo(Io io) {
    try {
      io.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void anInterruptEndsTheWait() throws Exception {
    TelnetStreams streams = greeted();
    CompletableFuture<Void> write = new CompletableFuture<>();
    Thread writer =
        new Thread(
            () -> {
              try {
                streams.output().write(1);
                write.complete(null);
              } catch (IOException e) {
                write.completeExceptionally(e);
              }
            });
    writer.start();
    writer.interrupt();
    ExecutionException e =
        assertThrows(ExecutionException.class, () -> write.get(30, TimeUnit.SECONDS));
    assertTrue(e.getCause().getMessage().contains("interrupted"), e.getCause().toString());
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.netty.session.SessionChannel;
import dev.serialhandshake.netty.session.SessionLoopHandler;
import dev.serialhandshake.netty.testing.Heap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Whatever a peer does on a served line before there is a session: memory stays flat, nothing that
 * was read is kept, and the next client gets in.
 */
class FloodTest {
  private static final int ANOTHER_NONCE = Peer.NONCE + 0x10;
  private static final int BYTES_PER_SECOND = 11_520;
  private static final int GIGABYTE = 1 << 30;

  private final List<SessionChannel> sessions = new ArrayList<>();
  private final EmbeddedChannel line = new EmbeddedChannel();
  private long written;

  FloodTest() {
    line.freezeTime();
    line.pipeline()
        .addLast(
            new SessionLoopHandler(
                () ->
                    HandshakeHandler.server(
                        HandshakeHandlerSettings.forServedLine().toBuilder()
                            .random(new Random(1))
                            .build()),
                new ChannelInitializer<SessionChannel>() {
                  @Override
                  protected void initChannel(SessionChannel session) {
                    sessions.add(session);
                  }
                }));
  }

  @AfterEach
  void close() {
    line.finishAndReleaseAll();
  }

  /** One read of the line; what it held must not be kept. */
  private void reads(ByteBuf bytes) {
    line.writeInbound(bytes);
    assertEquals(0, bytes.refCnt());
    discardOutput();
  }

  private void discardOutput() {
    for (ByteBuf out; (out = line.readOutbound()) != null; out.release()) {
      written += out.readableBytes();
    }
  }

  private void passes(Duration time) {
    line.advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
    line.runScheduledPendingTasks();
    discardOutput();
  }

  private static byte[] noise(int length, long seed) {
    byte[] noise = new byte[length];
    new Random(seed).nextBytes(noise);
    return noise;
  }

  private void floodWithReadsOf(byte[] noise, long total) {
    for (long sent = 0; sent < total; sent += noise.length) {
      reads(Unpooled.wrappedBuffer(noise));
    }
  }

  private void assertTheNextClientGetsIn() {
    passes(Duration.ofSeconds(1));
    byte[] ack = Peer.ackForServer(line, ANOTHER_NONCE);
    Peer.sends(line, ack);
    assertEquals(0, sessions.size());
    Peer.sends(line, Peer.ascii("SSH-2.0-test\r\n"));
    assertEquals(1, sessions.size());
  }

  @Test
  void noiseForTenMinutes() throws Exception {
    int read = 16;
    byte[] noise = noise(10 * 60 * BYTES_PER_SECOND, 1);
    Heap.assertFlat(
        () -> {
          for (int i = 0; i + read <= noise.length; i += read) {
            reads(Unpooled.wrappedBuffer(noise, i, read));
            passes(Duration.ofNanos(1_000_000_000L * read / BYTES_PER_SECOND));
          }
        });
    assertEquals(0, sessions.size());
    assertTrue(written < noise.length / 1000, written + " bytes written for noise");
    assertTheNextClientGetsIn();
  }

  /** Without ACKs, of which noise spells the right one once in some ten hours at this pace. */
  @Test
  void oneByteASecondForAWeek() throws Exception {
    byte[] noise = noise(7 * 24 * 3600, 2);
    for (int i = 0; i < noise.length; i++) {
      noise[i] = noise[i] == 0x06 ? 0x16 : noise[i];
    }
    Heap.assertFlat(
        () -> {
          for (int i = 0; i < noise.length; i++) {
            reads(Unpooled.wrappedBuffer(noise, i, 1));
            passes(Duration.ofSeconds(1));
          }
        });
    assertEquals(0, sessions.size());
    assertTheNextClientGetsIn();
  }

  @Test
  void aGigabyteAtOnce() throws Exception {
    byte[] noise = noise(1 << 16, 3);
    Heap.assertFlat(() -> floodWithReadsOf(noise, GIGABYTE));
    assertEquals(0, sessions.size());
    assertTheNextClientGetsIn();
  }

  @Test
  void halfAHandshakeAndThenSilence() {
    Peer.ackForServer(line);
    passes(Duration.ofDays(365));
    assertTheNextClientGetsIn();
  }

  @Test
  void halfAHandshakeAndThenAGigabyte() throws Exception {
    Peer.ackForServer(line);
    byte[] noise = noise(1 << 16, 4);
    Heap.assertFlat(() -> floodWithReadsOf(noise, GIGABYTE));
    assertTheNextClientGetsIn();
  }

  @Test
  void aWholeHandshakeAndThenAGigabyteThatConfirmsNothing() throws Exception {
    byte[] ack = Peer.ackForServer(line);
    Peer.sends(line, ack);
    discardOutput();
    byte[] noise = new byte[1 << 16]; // no text in it
    Heap.assertFlat(() -> floodWithReadsOf(noise, GIGABYTE));
    assertTheNextClientGetsIn();
  }

  @Test
  void synsWithoutAnEnd() throws Exception {
    Heap.assertFlat(
        () -> {
          for (int i = 0; i < 20_000; i++) {
            reads(Unpooled.wrappedBuffer(Peer.bytes(0x16, Peer.NONCE)));
            passes(Duration.ofMillis(600));
          }
        });
    assertTheNextClientGetsIn();
  }

  @Test
  void handshakesWithoutAnEnd() throws Exception {
    Heap.assertFlat(
        () -> {
          for (int i = 0; i < 1_000; i++) {
            byte[] ack = Peer.ackForServer(line);
            Peer.sends(line, ack);
            Peer.sends(line, Peer.ascii("SSH-2.0-test\r\n"));
            discardOutput();
            sessions.remove(0).close();
            line.runPendingTasks();
            passes(Duration.ofSeconds(1));
          }
        });
    assertTheNextClientGetsIn();
  }
}

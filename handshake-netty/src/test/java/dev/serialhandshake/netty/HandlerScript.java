// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.core.ByteView;
import dev.serialhandshake.core.ClientBegins;
import dev.serialhandshake.core.FailureReason;
import dev.serialhandshake.core.Handshake;
import dev.serialhandshake.core.HandshakeObserver;
import dev.serialhandshake.core.HandshakeSettings;
import dev.serialhandshake.core.State;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * A script of bytes that says what happens to a handler. Beside the handler goes a state machine of
 * the same settings and nonces, which is told the same at the same times, and so knows which frames
 * are due and which bytes are the application's.
 */
final class HandlerScript implements AutoCloseable {

  /** What the script throws into the pipeline. */
  static final class Injected extends IOException {
    private static final long serialVersionUID = 1;
  }

  private static final long MILLI = 1_000_000;

  private final byte[] script;
  private final boolean client;
  private final boolean closesOnFailure;
  private final HandshakeSettings handshake;
  private final HandshakeHandlerSettings settings;
  private HandshakeHandler handler;
  private final HandlerWatch watch;
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final Random nonces = new Random(1);
  private Handshake machine;

  /** What came in. */
  private final List<ByteBuf> reads = new ArrayList<>();

  /** What is due at the line, and at the application. */
  private final ByteArrayOutputStream frames = new ByteArrayOutputStream();

  private final ByteArrayOutputStream received = new ByteArrayOutputStream();

  private byte[] lastFrame = {};
  private boolean removed;
  private long now;
  private int next = 2;

  /** The first byte chooses the settings, the second what the application does of itself. */
  HandlerScript(byte[] script) {
    this.script = script;
    int kind = script[0];
    client = (kind & 1) == 0;
    closesOnFailure = (kind & 16) == 0;
    handshake =
        HandshakeSettings.builder()
            .clientBegins((kind & 2) != 0 ? ClientBegins.TEXT : ClientBegins.LATER)
            .handshakeTimeout(Duration.ofSeconds((kind & 4) == 0 ? 30 : 2))
            .maxDiscardedBytes((kind & 8) == 0 ? Long.MAX_VALUE : 20)
            .build();
    settings =
        HandshakeHandlerSettings.builder()
            .random(new Random(1))
            .handshake(handshake)
            .closeOnFailure(closesOnFailure)
            .maxQueuedBytes((kind & 32) == 0 ? Long.MAX_VALUE : 3 * 64 + 24)
            .build();
    handler = handler();
    watch = new HandlerWatch(script[1]);
    channel.freezeTime();
    channel.config().setAutoRead((kind & 64) == 0);
    machine = begun();
  }

  private HandshakeHandler handler() {
    return client ? HandshakeHandler.client(settings) : HandshakeHandler.server(settings);
  }

  private Handshake begun() {
    Handshake begun =
        client
            ? Handshake.client(handshake, nonces, HandshakeObserver.NONE)
            : Handshake.server(handshake, nonces, HandshakeObserver.NONE);
    begun.start(now);
    return begun;
  }

  void play() {
    channel.pipeline().addLast("front", watch.new Front()).addLast("handshake", handler);
    channel.pipeline().addLast("behind", watch.new Behind());
    channel.pipeline().fireChannelActive();
    compare();
    while (next < script.length && channel.isOpen()) {
      step(script[next++] & 0xff);
      channel.runPendingTasks();
      channel.checkException();
      compare();
    }
  }

  /** The low four bits say what, the others how much. */
  private void step(int step) {
    int amount = step >>> 4;
    switch (step & 0x0f) {
      case 0, 1, 2 -> {
        int length = Math.min(1 + amount, script.length - next);
        reads(Arrays.copyOfRange(script, next, next + length));
        next += length;
      }
      case 3, 4, 5 -> reads(peersFrame(amount));
      case 6, 7 -> passes(100L * amount);
      case 8 -> passes(1L + amount);
      case 9, 10 -> writes(1 + amount);
      case 11 -> channel.pipeline().context("behind").flush();
      case 12 -> channel.pipeline().context("behind").read();
      case 13 -> shakesHandsOnceMore();
      case 14 -> passesBy(amount);
      default -> ends(amount);
    }
  }

  /** What a peer would send next; some bytes of its application are behind its last frame. */
  private byte[] peersFrame(int amount) {
    int length = lastFrame.length;
    if (client && lastFrame[length - 2] == 0x16) {
      return Peer.bytes(0x06, lastFrame[length - 1] + 1, Peer.NONCE + amount);
    }
    if (client) {
      return Peer.concat(Peer.bytes(0x06), new byte[amount]);
    }
    return switch (length) {
      case 0 -> Peer.bytes(0x16, Peer.NONCE + amount);
      case 3 -> Peer.bytes(0x06, lastFrame[2] + 1);
      default -> Peer.concat(Peer.ascii("S"), new byte[amount]);
    };
  }

  private void reads(byte[] bytes) {
    ByteBuf buffer = Unpooled.buffer().writeBytes(bytes);
    reads.add(buffer);
    int consumed = removed || machine.state().isFinal() ? 0 : consumed(bytes);
    if (removed || machine.state() == State.ESTABLISHED) {
      received.write(bytes, consumed, bytes.length - consumed);
    }
    channel.writeInbound(buffer);
  }

  /** How many bytes of a read the handshake takes. */
  private int consumed(byte[] bytes) {
    int consumed = machine.receive(ByteView.of(bytes, 0, bytes.length), now);
    received.writeBytes(machine.heldBytes());
    return consumed;
  }

  private void passes(long millis) {
    now += millis * MILLI;
    if (!machine.state().isFinal()) {
      machine.timeout(now);
      received.writeBytes(machine.heldBytes());
    }
    channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();
  }

  private void writes(int length) {
    watch.write(channel.pipeline().context("behind"), length);
    if (watch.failed() && !removed) {
      machine.abandon(FailureReason.TOO_MUCH_QUEUED); // or it had failed before
    }
  }

  /** By a new handler in the old one's place. */
  private void shakesHandsOnceMore() {
    if (removed || closesOnFailure || machine.state() != State.FAILED || !channel.isRegistered()) {
      return;
    }
    watch.shakesHandsOnceMore();
    machine = begun();
    HandshakeHandler failed = handler;
    handler = handler();
    channel.pipeline().replace(failed, "handshake", handler);
  }

  /** What is no matter of the handshake. */
  private void passesBy(int amount) {
    switch (amount & 3) {
      case 0 -> channel.pipeline().fireUserEventTriggered("an event");
      case 1 -> channel.writeInbound("a message");
      case 2 -> channel.writeInbound(Unpooled.EMPTY_BUFFER);
      default -> channel.config().setAutoRead(!channel.config().isAutoRead());
    }
  }

  private void ends(int amount) {
    switch (amount & 7) {
      case 0 -> {
        if (channel.pipeline().get(HandshakeHandler.class) != null) {
          removed = true;
          watch.removed();
          channel.pipeline().remove(handler);
        }
      }
      case 1 -> channel.pipeline().context("behind").close();
      case 2 -> channel.pipeline().context("behind").deregister();
      case 3 -> channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
      case 4 -> channel.pipeline().fireExceptionCaught(new Injected());
      case 5 -> channel.pipeline().context("front").close();
      default -> {
        return;
      }
    }
    if (!machine.state().isFinal()) {
      machine.abandon(FailureReason.LINE_CLOSED);
    }
  }

  private void compare() {
    for (byte[] due = machine.pollTransmit(); due != null; due = machine.pollTransmit()) {
      frames.writeBytes(due);
      lastFrame = due;
    }
    assertEquals(hex(frames.toByteArray()), hex(watch.frames()), "sent by the handler");
    String application = hex(watch.received());
    if (channel.isOpen()) {
      assertEquals(hex(received.toByteArray()), application, "left to the application");
    } else {
      assertTrue(hex(received.toByteArray()).startsWith(application), "left to the application");
    }
    boolean inSync = !removed && machine.state() == State.ESTABLISHED;
    assertEquals(inSync, watch.succeeded(), "in sync");
    assertEquals(machine.state() == State.FAILED, watch.failed(), "failed");
    boolean gone = channel.pipeline().get(HandshakeHandler.class) == null;
    assertEquals(inSync || removed || (gone && !channel.isOpen()), gone, "gone");
    watch.check();
  }

  private static String hex(byte[] bytes) {
    return HexFormat.ofDelimiter(" ").formatHex(bytes);
  }

  @Override
  public void close() {
    channel.finishAndReleaseAll();
    channel.checkException();
    watch.checkEnd();
    for (ByteBuf read : reads) {
      assertEquals(0, read.refCnt(), "a buffer is left");
    }
  }
}

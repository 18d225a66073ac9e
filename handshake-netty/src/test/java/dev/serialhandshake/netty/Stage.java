// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty;

import dev.serialhandshake.core.HandshakeSettings;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * A handler in a pipeline between two ends of a {@link Recorder}, on a channel whose clock stands
 * still, with nonces that are the same each time.
 */
final class Stage implements AutoCloseable {

  final Recorder recorder = new Recorder();
  final EmbeddedChannel channel;
  final HandshakeHandler handler;

  Stage(HandshakeHandler handler) {
    this(handler, new EmbeddedChannel());
  }

  Stage(HandshakeHandler handler, EmbeddedChannel channel) {
    this.handler = handler;
    this.channel = channel;
    channel.freezeTime();
  }

  static HandshakeHandlerSettings.Builder settings() {
    return HandshakeHandlerSettings.builder().random(new Random(1));
  }

  static HandshakeHandlerSettings.Builder settings(HandshakeSettings.Builder handshake) {
    return settings().handshake(handshake.build());
  }

  static Stage client() {
    return new Stage(HandshakeHandler.client(settings().build())).play();
  }

  static Stage server() {
    return new Stage(HandshakeHandler.server(settings().build())).play();
  }

  static Stage of(HandshakeHandler handler) {
    return new Stage(handler).play();
  }

  /** Adds the handler with its neighbours, to a channel that tells of its being active after. */
  Stage play() {
    return play(recorder.new Behind());
  }

  Stage play(ChannelHandler behind) {
    channel.pipeline().addLast("front", recorder.new Front());
    channel.pipeline().addLast("handshake", handler);
    recorder.handlerIsPresent();
    channel.pipeline().addLast("behind", behind);
    channel.pipeline().fireChannelActive();
    return this;
  }

  List<String> events() {
    return recorder.take();
  }

  ChannelHandlerContext behind() {
    return channel.pipeline().context("behind");
  }

  /** Writes from behind the handler. */
  ChannelFuture write(String text) {
    return behind().write(Peer.buffer(text));
  }

  ChannelFuture writeAndFlush(String text) {
    return behind().writeAndFlush(Peer.buffer(text));
  }

  void sends(byte[]... parts) {
    Peer.sends(channel, Peer.concat(parts));
  }

  /** Delivers a message without the end of the read. */
  void sendsWithoutEnd(byte[] bytes) {
    channel.writeOneInbound(Peer.buffer(bytes));
  }

  /** Brings a client to where only the final ACK is missing, and forgets how it got there. */
  Stage upToFinalAck() {
    Peer.answerClient(channel);
    recorder.take();
    return this;
  }

  void advance(Duration time) {
    channel.advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
    channel.runScheduledPendingTasks();
    channel.runPendingTasks();
  }

  boolean handlerIsGone() {
    return channel.pipeline().get(HandshakeHandler.class) == null;
  }

  @Override
  public void close() {
    for (Object left = channel.readOutbound(); left != null; left = channel.readOutbound()) {
      if (left instanceof ByteBuf buffer) {
        buffer.release();
      }
    }
    channel.finishAndReleaseAll();
  }
}

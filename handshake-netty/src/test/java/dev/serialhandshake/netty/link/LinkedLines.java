// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.link;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.serialhandshake.core.link.LinkSettings;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A line and its two ends on one event loop, whose time is simulated. */
final class LinkedLines {

  private static final Duration STEP = Duration.ofMillis(5);

  /** What a session has seen. */
  @Sharable
  static final class Seen extends ChannelInboundHandlerAdapter {
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    final List<String> events = new ArrayList<>();
    boolean autoRead = true;
    @Nullable Channel channel;

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
      channel = ctx.channel();
      channel.config().setAutoRead(autoRead);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      events.add("active");
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      events.add("inactive");
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ByteBuf read = (ByteBuf) message;
      bytes.writeBytes(ByteBufUtil.getBytes(read));
      read.release();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event instanceof LinkStatusEvent status) {
        events.add(status.kind() + (status.end() == null ? "" : " " + status.end()));
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      events.add(String.valueOf(cause.getMessage()));
    }

    Channel channel() {
      if (channel == null) {
        throw new AssertionError("no session has begun");
      }
      return channel;
    }

    /** Writes so many bytes, all different. */
    void writes(int count) {
      channel().writeAndFlush(Unpooled.wrappedBuffer(pattern(count)));
    }

    void assertEvents(String... expected) {
      assertEquals(List.of(expected), events);
      events.clear();
    }
  }

  /** Its loop is that of all lines. */
  final EmbeddedChannel loop = new EmbeddedChannel();

  final Seen clientSeen = new Seen();
  final Seen serverSeen = new Seen();
  final Seen plainSeen = new Seen();
  LinkSessions clients;
  final LinkSessions servers;
  EmbeddedChannel clientLine;
  EmbeddedChannel serverLine;
  UnaryOperator<byte[]> toServer = bytes -> bytes;
  UnaryOperator<byte[]> toClient = bytes -> bytes;
  boolean carries = true;
  private final List<EmbeddedChannel> all = new ArrayList<>();

  LinkedLines() {
    this(LinkSettings.defaults());
  }

  LinkedLines(LinkSettings settings) {
    loop.freezeTime();
    clients = LinkSessions.client(settings, clientSeen);
    servers = LinkSessions.server(settings, serverSeen);
    clientLine = line(clients.handler());
    serverLine = line(servers.handler(), plainSeen);
  }

  static byte[] pattern(int count) {
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) ((i * 0x9E3779B1) >>> 13);
    }
    return bytes;
  }

  /** A channel on the one loop. */
  EmbeddedChannel line(ChannelHandler... handlers) {
    EmbeddedChannel line =
        new EmbeddedChannel(
            io.netty.channel.DefaultChannelId.newInstance(), false, false, handlers);
    loop.eventLoop().register(line);
    all.add(line);
    return line;
  }

  /** Both ends have shaken hands on a line. */
  LinkedLines connect() {
    if (!clientLine.isOpen()) {
      clientLine = line(clients.handler());
    }
    if (!serverLine.isOpen()) {
      serverLine = line(servers.handler(), plainSeen);
    }
    run();
    return this;
  }

  /** The line breaks, and both ends notice. */
  void cut() {
    clientLine.pipeline().close();
    serverLine.pipeline().close();
    run();
  }

  /** Carries bytes until there are none, without any time that passes. */
  void run() {
    boolean moved = true;
    while (moved) {
      loop.runPendingTasks();
      loop.runPendingTasks(); // what a scheduled task has begun
      moved = carry(clientLine, serverLine, toServer);
      moved |= carry(serverLine, clientLine, toClient);
    }
  }

  private boolean carry(EmbeddedChannel from, EmbeddedChannel to, UnaryOperator<byte[]> line) {
    boolean moved = false;
    for (ByteBuf out = from.readOutbound(); out != null; out = from.readOutbound()) {
      byte[] bytes = ByteBufUtil.getBytes(out);
      out.release();
      moved = true;
      if (carries && to.isOpen()) {
        to.writeInbound(Unpooled.wrappedBuffer(line.apply(bytes)));
      }
    }
    return moved;
  }

  void advance(Duration time) {
    for (long left = time.toNanos(); left > 0; left -= STEP.toNanos()) {
      loop.advanceTimeBy(Math.min(left, STEP.toNanos()), TimeUnit.NANOSECONDS);
      run();
    }
  }

  /** Lets time pass until something is true, for a simulated hour at the most. */
  boolean until(BooleanSupplier condition) {
    for (int i = 0; i < 720_000 && !condition.getAsBoolean(); i++) {
      advance(STEP);
    }
    return condition.getAsBoolean();
  }

  LinkChannel client() {
    return (LinkChannel) clientSeen.channel();
  }

  LinkChannel server() {
    return (LinkChannel) serverSeen.channel();
  }

  void finish() {
    clients.close();
    servers.close();
    cut();
    run();
    all.forEach(EmbeddedChannel::releaseOutbound); // what nobody carried any more
    loop.finishAndReleaseAll();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.session;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;

/** A line in memory that is served, what its sessions see, and how often the line is read. */
final class SessionFixture {
  final List<SessionChannel> sessions = new ArrayList<>();
  final List<String> seen = new ArrayList<>();
  final EmbeddedChannel line;
  boolean autoRead = true;
  int lineReads;

  /**
   * Creates a line.
   *
   * @param lineHandlers the handlers in front of the loop
   */
  SessionFixture(ChannelHandler... lineHandlers) {
    line = new EmbeddedChannel();
    line.pipeline().addLast(new ReadCounter()).addLast(lineHandlers);
    line.pipeline().addLast(new SessionLoopHandler(FakeHandshake::new, new SessionInitializer()));
  }

  static ByteBuf bytes(String text) {
    return ByteBufAllocator.DEFAULT.directBuffer().writeBytes(text.getBytes(US_ASCII));
  }

  /** One read of the line, as a transport makes it. */
  void lineReads(String text) {
    line.writeInbound(bytes(text));
  }

  /** Several messages within one read of the line. */
  void lineReadsInOneGo(String... texts) {
    for (String text : texts) {
      line.pipeline().fireChannelRead(bytes(text));
    }
    line.pipeline().fireChannelReadComplete();
    line.runPendingTasks();
  }

  SessionChannel startSession() {
    lineReads("!");
    return sessions.get(sessions.size() - 1);
  }

  String written() {
    StringBuilder text = new StringBuilder();
    for (ByteBuf written; (written = line.readOutbound()) != null; written.release()) {
      text.append(written.toString(US_ASCII));
    }
    return text.toString();
  }

  /** Takes what the sessions saw since the last call. */
  void assertSeen(String... expected) {
    assertEquals(List.of(expected), seen);
    seen.clear();
  }

  private final class ReadCounter extends ChannelOutboundHandlerAdapter {
    @Override
    public void read(ChannelHandlerContext ctx) {
      lineReads++;
      ctx.read();
    }
  }

  private final class SessionInitializer extends ChannelInitializer<Channel> {
    @Override
    protected void initChannel(Channel channel) {
      sessions.add((SessionChannel) channel);
      channel.config().setAutoRead(autoRead);
      channel.pipeline().addLast(new Recorder());
    }
  }

  private final class Recorder extends ChannelInboundHandlerAdapter {
    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      seen.add("active");
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      seen.add("inactive");
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ByteBuf bytes = (ByteBuf) message;
      seen.add(bytes.toString(US_ASCII));
      bytes.release();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
      seen.add("complete");
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
      seen.add(ctx.channel().isWritable() ? "writable" : "unwritable");
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      seen.add("event " + event.getClass().getSimpleName());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      seen.add("exception " + cause.getMessage());
    }
  }
}

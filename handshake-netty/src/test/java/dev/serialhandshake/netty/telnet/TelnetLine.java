// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.telnet;

import dev.serialhandshake.core.telnet.TelnetCodec;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** A channel with the handler in it: what the next handler sees, and what the far end sees. */
final class TelnetLine implements AutoCloseable {

  static final String GREETING = "fffb00fffd00fffb03fffd03";
  static final String AGREES = "fffd00fffb00fffd03fffb03";

  final EmbeddedChannel channel = new EmbeddedChannel();
  final TelnetHandler handler;

  /** What reached the next handler, in order. */
  private final List<String> seen = new ArrayList<>();

  private int asked;

  TelnetLine(TelnetCodec codec) {
    handler = new TelnetHandler(codec);
    channel.freezeTime();
    channel.pipeline().addLast(new Reads(), handler, new Next());
  }

  static TelnetLine ready() {
    TelnetLine line = new TelnetLine(TelnetCodec.plain());
    line.sent();
    line.hears(AGREES);
    line.seen();
    return line;
  }

  void hears(String hex) {
    channel.writeInbound(bytes(hex));
  }

  /** All that the far end has got since the last call. */
  String sent() {
    StringBuilder hex = new StringBuilder();
    for (ByteBuf bytes = channel.readOutbound(); bytes != null; bytes = channel.readOutbound()) {
      hex.append(ByteBufUtil.hexDump(bytes));
      bytes.release();
    }
    return hex.toString();
  }

  List<String> seen() {
    List<String> all = List.copyOf(seen);
    seen.clear();
    return all;
  }

  /** How often the transport was asked to read since the last call. */
  int asked() {
    int count = asked;
    asked = 0;
    return count;
  }

  static ByteBuf bytes(String hex) {
    return Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex));
  }

  @Override
  public void close() {
    channel.finishAndReleaseAll();
  }

  private final class Reads extends ChannelOutboundHandlerAdapter {
    @Override
    public void read(ChannelHandlerContext ctx) {
      asked++;
      ctx.read();
    }
  }

  private final class Next extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      if (message instanceof ByteBuf bytes) {
        seen.add(ByteBufUtil.hexDump(bytes));
        bytes.release();
      } else {
        seen.add(String.valueOf(message));
      }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      seen.add(event instanceof TelnetBreakEvent ? "break" : String.valueOf(event));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      seen.add(cause.getClass().getSimpleName() + ": " + cause.getMessage());
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      seen.add("inactive");
    }
  }
}

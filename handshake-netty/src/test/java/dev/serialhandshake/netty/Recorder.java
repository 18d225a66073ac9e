// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty;

import dev.serialhandshake.core.HandshakeException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Writes down what happens in front of and behind a handler, in order, in words. */
final class Recorder {

  private final List<String> events = new ArrayList<>();
  private boolean present;

  /** All since the last call. */
  List<String> take() {
    List<String> taken = List.copyOf(events);
    events.clear();
    return taken;
  }

  void note(String event) {
    events.add(event);
  }

  /** From here on the handler's absence is noted, as "gone". */
  void handlerIsPresent() {
    present = true;
  }

  private void note(ChannelHandlerContext ctx, String event) {
    boolean before = present;
    present = ctx.pipeline().get(HandshakeHandler.class) != null;
    if (before && !present) {
      events.add("gone");
    }
    events.add(event);
  }

  private static String text(Object message) {
    if (!(message instanceof ByteBuf buffer)) {
      return message.toString();
    }
    boolean printable = true;
    for (int i = buffer.readerIndex(); i < buffer.writerIndex(); i++) {
      printable &= buffer.getByte(i) >= ' ' && buffer.getByte(i) < 0x7f;
    }
    return printable
        ? buffer.toString(StandardCharsets.US_ASCII)
        : frame(ByteBufUtil.getBytes(buffer));
  }

  private static String frame(byte[] bytes) {
    if (bytes[0] == 0x06) {
      return List.of("FINAL_ACK", "ACK", "SYN_ACK").get(bytes.length - 1);
    }
    if (bytes.length == 2 && bytes[0] == 0x16) {
      return "SYN";
    }
    if (bytes.length == 3 && bytes[0] == 0x15 && bytes[1] == 0x16) {
      return "filler SYN";
    }
    return ByteBufUtil.hexDump(bytes);
  }

  /** Stands for the transport's side: notes what the handler does towards the line. */
  final class Front extends ChannelDuplexHandler {

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
      note(ctx, "write " + text(message));
      ctx.write(message, promise);
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {
      note(ctx, "flush");
      ctx.flush();
    }

    @Override
    public void read(ChannelHandlerContext ctx) {
      if (!ctx.channel().config().isAutoRead()) {
        note(ctx, "ask to read");
      }
      ctx.read();
    }

    @Override
    public void connect(
        ChannelHandlerContext ctx, SocketAddress remote, SocketAddress local, ChannelPromise p) {
      note(ctx, "connect");
      p.setFailure(new java.net.ConnectException("refused"));
    }

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
      note(ctx, "close");
      ctx.close(promise);
    }

    @Override
    public void disconnect(ChannelHandlerContext ctx, ChannelPromise promise) {
      note(ctx, "disconnect");
      ctx.disconnect(promise);
    }

    @Override
    public void deregister(ChannelHandlerContext ctx, ChannelPromise promise) {
      note(ctx, "deregister");
      ctx.deregister(promise);
    }
  }

  /** An application that acts as soon as it is told how the handshake ended. */
  Behind actingAtTheEnd(Consumer<ChannelHandlerContext> action) {
    return new Behind() {
      @Override
      public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        super.userEventTriggered(ctx, event);
        if (event instanceof HandshakeCompletionEvent) {
          action.accept(ctx);
        }
      }
    };
  }

  /** An application that acts at each message that it reads, and then takes it. */
  Behind actingAtMessages(Consumer<ChannelHandlerContext> action) {
    return new Behind() {
      @Override
      public void channelRead(ChannelHandlerContext ctx, Object message) {
        super.channelRead(ctx, message);
        action.accept(ctx);
      }
    };
  }

  /** Stands for the application: notes what reaches it, and releases it. */
  class Behind extends ChannelInboundHandlerAdapter {

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      note(ctx, "active");
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      note(ctx, "inactive");
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      note(ctx, "read " + text(message));
      ReferenceCountUtil.release(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
      note(ctx, "readComplete");
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
      if (event instanceof HandshakeCompletionEvent done) {
        note(ctx, done.isSuccess() ? "success" : "failure " + done.cause().reason());
      } else {
        note(ctx, event.getClass().getSimpleName());
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      note(
          ctx,
          "exception " + (cause instanceof HandshakeException failed ? failed.reason() : cause));
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.core.HandshakeException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** In front of a handler and behind it: what passes, and whether it may. */
final class HandlerWatch {

  /** What the application does of itself, and when. */
  private enum Mood {
    WRITES_ON_SUCCESS,
    WRITES_WHEN_ACTIVE,
    WRITES_WHEN_IT_READS,
    WRITES_ON_FAILURE,
    CLOSES_ON_SUCCESS
  }

  private static final byte MESSAGE = 'A';

  private final int moods;
  private final List<ByteBuf> messages = new ArrayList<>();
  private final List<ChannelFuture> writes = new ArrayList<>();
  private final ByteArrayOutputStream frames = new ByteArrayOutputStream();
  private final ByteArrayOutputStream received = new ByteArrayOutputStream();

  /** The messages that came to the line, by number. */
  private final List<Integer> written = new ArrayList<>();

  private int successes;
  private int failures;
  private int exceptions;
  private int activations;
  private boolean failed;
  private boolean removed;

  HandlerWatch(int moods) {
    this.moods = moods;
  }

  @SuppressWarnings("EnumOrdinal") // a bit each
  private boolean is(Mood mood) {
    return (moods & (1 << mood.ordinal())) != 0;
  }

  /** The application writes a message that tells its number, and is no frame. */
  ChannelFuture write(ChannelHandlerContext ctx, int length) {
    ByteBuf message = Unpooled.buffer().writeByte(MESSAGE).writeShort(messages.size());
    messages.add(message.writeZero(length));
    ChannelPromise promise = ctx.newPromise();
    writes.add(promise);
    return ctx.write(message, promise);
  }

  private void write(ChannelHandlerContext ctx, Mood mood) {
    if (is(mood)) {
      ChannelFuture unused = write(ctx, 1);
      ctx.flush();
    }
  }

  boolean closes() {
    return is(Mood.CLOSES_ON_SUCCESS);
  }

  boolean succeeded() {
    return successes > 0;
  }

  boolean failed() {
    return failed;
  }

  byte[] frames() {
    return frames.toByteArray();
  }

  byte[] received() {
    return received.toByteArray();
  }

  /** The handshake begins anew. */
  void shakesHandsOnceMore() {
    failed = false;
  }

  /** From here on everything passes. */
  void removed() {
    removed = true;
  }

  /** What must hold at any time. */
  void check() {
    assertTrue(successes <= 1 && activations <= 1, "told twice");
    assertTrue(exceptions <= failures, "more exceptions than failures");
    long refused = writes.stream().filter(w -> w.cause() instanceof HandshakeException).count();
    boolean passes = succeeded() || removed;
    assertEquals(passes ? writes.size() - refused : 0, written.size(), "writes that passed");
    for (int i = 1; i < written.size(); i++) {
      assertTrue(written.get(i - 1) < written.get(i), "out of order: " + written);
    }
  }

  /** What must hold when all is over. */
  void checkEnd() {
    check();
    for (ChannelFuture write : writes) {
      assertTrue(write.isDone(), "a promise is left");
    }
    for (ByteBuf message : messages) {
      assertEquals(0, message.refCnt(), "a buffer is left");
    }
  }

  /** Stands for the transport's side. */
  final class Front extends ChannelDuplexHandler {
    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
      ByteBuf buffer = (ByteBuf) message;
      if (buffer.getByte(0) == MESSAGE) {
        written.add(buffer.getUnsignedShort(1));
      } else {
        assertTrue(!succeeded(), "a frame behind the last one");
        frames.writeBytes(ByteBufUtil.getBytes(buffer));
      }
      ctx.write(message, promise);
    }
  }

  /** Stands for the application. */
  final class Behind extends ChannelInboundHandlerAdapter {
    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      assertTrue(succeeded() || removed, "active before the line is in sync");
      activations++;
      HandlerWatch.this.write(ctx, Mood.WRITES_WHEN_ACTIVE);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      if (message instanceof ByteBuf buffer) {
        assertTrue(succeeded() || removed, "bytes before the line is in sync");
        received.writeBytes(ByteBufUtil.getBytes(buffer));
        HandlerWatch.this.write(ctx, Mood.WRITES_WHEN_IT_READS);
      }
      ReferenceCountUtil.release(message);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (!(event instanceof HandshakeCompletionEvent done)) {
        return;
      }
      if (done.isSuccess()) {
        successes++;
        HandlerWatch.this.write(ctx, Mood.WRITES_ON_SUCCESS);
        if (closes()) {
          ctx.close();
        }
      } else {
        assertTrue(!failed, "failed twice");
        failures++;
        failed = true;
        HandlerWatch.this.write(ctx, Mood.WRITES_ON_FAILURE);
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      if (cause instanceof HandshakeException) {
        exceptions++;
      } else {
        assertInstanceOf(HandlerScript.Injected.class, cause);
      }
    }
  }
}

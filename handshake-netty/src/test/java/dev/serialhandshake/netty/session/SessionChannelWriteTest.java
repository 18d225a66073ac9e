// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.session;

import static dev.serialhandshake.netty.session.SessionFixture.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SessionChannelWriteTest {
  /** A line that takes writes and finishes them when told, as a slow one does. */
  private static final class SlowLine extends ChannelOutboundHandlerAdapter {
    final Queue<ChannelPromise> pending = new ArrayDeque<>();

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
      pending.add(promise);
      ctx.write(message);
    }
  }

  private final SlowLine slow = new SlowLine();
  private final SessionFixture fixture = new SessionFixture();
  private final SessionFixture slowFixture = new SessionFixture(slow);

  @AfterEach
  void closeLines() {
    fixture.line.finishAndReleaseAll();
    slowFixture.line.finishAndReleaseAll();
  }

  @Test
  void flushedMessagesReachTheLineInOrder() {
    SessionChannel session = fixture.startSession();
    session.write(bytes("a"));
    session.write(bytes("b"));
    assertEquals("", fixture.written());
    session.flush();
    assertTrue(session.writeAndFlush(bytes("c")).isSuccess());
    assertEquals("abc", fixture.written());
  }

  @Test
  void ownershipOfMessagesPassesToTheLine() {
    SessionChannel session = fixture.startSession();
    ByteBuf message = bytes("a");
    session.writeAndFlush(message);
    ByteBuf taken = fixture.line.readOutbound();
    assertSame(message, taken);
    assertEquals(1, taken.refCnt());
    taken.release();
  }

  @Test
  void promiseCompletesWhenTheWriteOfTheLineDoes() {
    SessionChannel session = slowFixture.startSession();
    ChannelFuture first = session.writeAndFlush(bytes("a"));
    ChannelFuture second = session.writeAndFlush(bytes("b"));
    assertEquals("ab", slowFixture.written());
    assertFalse(first.isDone());
    slow.pending.remove().setSuccess();
    assertTrue(first.isSuccess());
    assertFalse(second.isDone());
    slow.pending.remove().setFailure(new IOException("overrun"));
    assertEquals("overrun", second.cause().getMessage());
    assertTrue(session.isOpen());
  }

  @Test
  void promisesCompleteInOrderEvenIfTheLineFinishesOutOfOrder() {
    SessionChannel session = slowFixture.startSession();
    ChannelFuture first = session.writeAndFlush(bytes("a"));
    ChannelFuture second = session.writeAndFlush(bytes("b"));
    List<ChannelPromise> pending = new ArrayList<>(slow.pending);
    pending.get(1).setSuccess();
    assertFalse(second.isDone());
    pending.get(0).setSuccess();
    assertTrue(first.isSuccess());
    assertTrue(second.isSuccess());
  }

  @Test
  void writesChainedByListenersAllLeaveWithoutRecursion() {
    SessionChannel session = fixture.startSession();
    int count = 2_000;
    chain(session, count);
    assertEquals(count, fixture.written().length());
  }

  private static void chain(SessionChannel session, int left) {
    if (left > 0) {
      session.write(bytes("x")).addListener(written -> chain(session, left - 1));
      session.flush();
    }
  }

  @Test
  void cancelledWriteIsDroppedAndTheOthersLeave() {
    SessionChannel session = fixture.startSession();
    ByteBuf message = bytes("b");
    ChannelFuture first = session.write(bytes("a"));
    assertTrue(session.write(message).cancel(false));
    ChannelFuture empty = session.write(Unpooled.EMPTY_BUFFER);
    assertTrue(session.write(bytes("c")).cancel(false));
    ChannelFuture last = session.writeAndFlush(bytes("d"));
    assertEquals("ad", fixture.written());
    assertTrue(first.isSuccess());
    assertTrue(empty.isSuccess());
    assertTrue(last.isSuccess());
    assertEquals(0, message.refCnt());
  }

  @Test
  void whatTheLineHasNotWrittenCountsAgainstWritability() {
    SessionChannel session = slowFixture.startSession();
    session.config().setWriteBufferWaterMark(new WriteBufferWaterMark(1, 400));
    session.writeAndFlush(bytes("x".repeat(500)));
    assertFalse(session.isWritable());
    slow.pending.remove().setSuccess();
    assertTrue(session.isWritable());
    slowFixture.assertSeen("active", "unwritable", "writable");
  }

  @Test
  void unwritableLineMakesTheSessionUnwritableAndHoldsItsWritesBack() {
    SessionChannel session = fixture.startSession();
    fixture.line.unsafe().outboundBuffer().setUserDefinedWritability(7, false);
    fixture.line.runPendingTasks();
    assertFalse(session.isWritable());
    ChannelFuture write = session.writeAndFlush(bytes("a"));
    session.write(bytes("not flushed"));
    assertEquals("", fixture.written());
    assertFalse(write.isDone());
    fixture.line.unsafe().outboundBuffer().setUserDefinedWritability(7, true);
    fixture.line.runPendingTasks();
    assertTrue(session.isWritable());
    assertTrue(write.isSuccess());
    assertEquals("a", fixture.written());
    fixture.assertSeen("active", "unwritable", "writable");
  }

  @Test
  void sessionOnAnUnwritableLineStartsUnwritable() {
    fixture.line.unsafe().outboundBuffer().setUserDefinedWritability(7, false);
    assertFalse(fixture.startSession().isWritable());
  }

  @Test
  void closeHandsOverWhatWasFlushedEvenToAnUnwritableLine() {
    SessionChannel session = fixture.startSession();
    fixture.line.unsafe().outboundBuffer().setUserDefinedWritability(7, false);
    ChannelFuture flushed = session.writeAndFlush(bytes("bye"));
    ChannelFuture unflushed = session.write(bytes("not flushed"));
    ChannelFuture close = session.close();
    assertTrue(close.isSuccess());
    assertTrue(flushed.isSuccess());
    assertInstanceOf(ClosedChannelException.class, unflushed.cause());
    assertEquals("bye", fixture.written());
    assertTrue(fixture.line.isOpen());
  }

  @Test
  void closeDoesNotWaitForASlowLine() {
    SessionChannel session = slowFixture.startSession();
    ByteBuf message = bytes("a");
    ChannelFuture write = session.writeAndFlush(message);
    assertTrue(session.close().isSuccess());
    assertInstanceOf(ClosedChannelException.class, write.cause());
    assertEquals("a", slowFixture.written());
    slow.pending.remove().setSuccess();
    assertEquals(0, message.refCnt());
  }

  @Test
  void disconnectEndsTheSessionOnly() {
    SessionChannel session = fixture.startSession();
    session.writeAndFlush(bytes("a"));
    assertTrue(session.disconnect().isSuccess());
    assertFalse(session.isActive());
    assertTrue(fixture.line.isActive());
  }

  @Test
  void closeByAListenerOfAWriteReportsWhatTheLineHasWritten() {
    SessionChannel session = fixture.startSession();
    ChannelFuture first = session.write(bytes("a"));
    first.addListener(written -> session.close());
    ChannelFuture second = session.write(bytes("b"));
    session.flush();
    assertTrue(first.isSuccess());
    assertTrue(second.isSuccess());
    assertFalse(session.isOpen());
    assertEquals("ab", fixture.written());
  }

  @Test
  void closeFromWithinAWriteOfTheLineHandsOverTheRestOnce() {
    List<SessionChannel> closing = new ArrayList<>();
    SessionFixture reentrant =
        new SessionFixture(
            new ChannelOutboundHandlerAdapter() {
              @Override
              public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
                closing.forEach(SessionChannel::close);
                ctx.write(message, promise);
              }
            });
    SessionChannel session = reentrant.startSession();
    closing.add(session);
    session.write(bytes("a"));
    session.write(bytes("b"));
    session.writeAndFlush(bytes("c"));
    assertFalse(session.isOpen());
    assertEquals(3, reentrant.written().length());
    reentrant.line.finishAndReleaseAll();
  }

  @Test
  void writeAfterCloseFailsAndReleases() {
    SessionChannel session = fixture.startSession();
    session.close();
    ByteBuf late = bytes("late");
    assertInstanceOf(ClosedChannelException.class, session.writeAndFlush(late).cause());
    assertEquals(0, late.refCnt());
  }

  @Test
  void endOfTheLineFailsWhatItHasNotWritten() {
    SessionFixture stuck =
        new SessionFixture(
            new ChannelOutboundHandlerAdapter() {
              @Override
              public void flush(ChannelHandlerContext ctx) {
                // The bytes stay in the line's own buffer.
              }
            });
    SessionChannel session = stuck.startSession();
    ByteBuf message = bytes("a");
    ChannelFuture write = session.writeAndFlush(message);
    assertFalse(write.isDone());
    stuck.line.close();
    stuck.line.runPendingTasks();
    assertInstanceOf(ClosedChannelException.class, write.cause());
    assertEquals(0, message.refCnt());
    stuck.assertSeen("active", "inactive");
  }

  @Test
  void messageThatTheLineRefusesFailsAloneAndIsReleased() {
    SessionFixture picky =
        new SessionFixture(
            new ChannelOutboundHandlerAdapter() {
              @Override
              public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
                if (((ByteBuf) message).getByte(0) == 'b') {
                  ReferenceCountUtil.release(message);
                  promise.setFailure(new IOException("refused"));
                } else {
                  ctx.write(message, promise);
                }
              }
            });
    SessionChannel session = picky.startSession();
    ByteBuf refused = bytes("b");
    session.write(bytes("a"));
    ChannelFuture write = session.write(refused);
    ChannelFuture last = session.writeAndFlush(bytes("c"));
    assertEquals("refused", write.cause().getMessage());
    assertEquals(0, refused.refCnt());
    assertTrue(last.isSuccess());
    assertEquals("ac", picky.written());
    picky.line.finishAndReleaseAll();
  }

  @Test
  void isNoDuplexChannelForALineCannotBeHalfClosed() {
    assertFalse(DuplexChannel.class.isAssignableFrom(SessionChannel.class));
  }
}

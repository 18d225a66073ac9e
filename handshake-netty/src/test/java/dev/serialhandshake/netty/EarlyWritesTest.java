// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.core.FailureReason;
import dev.serialhandshake.core.HandshakeException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GenericFutureListener;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is written before the line is in sync. */
class EarlyWritesTest {

  private static final byte[] FINAL_ACK = Peer.bytes(0x06);

  @Test
  void writesComeOutInOrderAndUnflushedOnesStayUnflushed() {
    try (Stage stage = Stage.client().upToFinalAck()) {
      ChannelFuture one = stage.write("one");
      stage.write("two");
      stage.sends(FINAL_ACK);
      assertEquals(
          List.of("success", "active", "write one", "write two", "gone", "readComplete"),
          stage.events());
      assertFalse(one.isDone());
      stage.behind().flush();
      assertTrue(one.isSuccess());
    }
  }

  @Test
  void flushThatWasAskedForIsRemembered() {
    try (Stage stage = Stage.client().upToFinalAck()) {
      ChannelFuture one = stage.write("one");
      stage.behind().flush();
      assertFalse(one.isDone());
      stage.sends(FINAL_ACK);
      assertTrue(one.isSuccess());
    }
  }

  @Test
  void writeOfAListenerDuringTheDrainQueuesBehindTheRest() {
    try (Stage stage = Stage.client()) {
      // In front: whoever writes here is told at once, as by a handler that swallows writes.
      stage.channel.pipeline().addBefore("handshake", "eager", new TellsAtOnce());
      stage.upToFinalAck();
      stage
          .write("one")
          .addListener(f -> stage.write("three").addListener(g -> stage.writeAndFlush("four")));
      stage.write("two");
      stage.sends(FINAL_ACK);
      assertEquals(
          List.of(
              "success",
              "active",
              "write one",
              "write two",
              "write three",
              "write four",
              "flush",
              "gone",
              "readComplete"),
          stage.events());
    }
  }

  @Test
  void writeOfAListenerOfTheLastFlushComesAfterTheRest() {
    try (Stage stage = Stage.client().upToFinalAck()) {
      stage.writeAndFlush("one").addListener(f -> stage.writeAndFlush("three"));
      stage.write("two");
      stage.sends(FINAL_ACK);
      assertEquals(
          List.of(
              "success",
              "active",
              "write one",
              "write two",
              "flush",
              "write three",
              "flush",
              "gone",
              "readComplete"),
          stage.events());
    }
  }

  @Test
  void writeFromTheSuccessEventQueuesBehindEarlierOnes() {
    try (Stage stage = Stage.client().upToFinalAck()) {
      stage.handler.handshakeFuture().addListener(f -> stage.writeAndFlush("later"));
      stage.write("earlier");
      stage.sends(FINAL_ACK);
      assertEquals(
          List.of(
              "success", "active", "write earlier", "write later", "flush", "gone", "readComplete"),
          stage.events());
    }
  }

  @Test
  void promiseThatIsDoneAlreadyDropsOnlyItsOwnWrite() {
    try (Stage stage = Stage.client().upToFinalAck()) {
      ChannelPromise cancelled = stage.channel.newPromise();
      ChannelPromise completed = stage.channel.newPromise();
      ByteBuf dropped = Peer.buffer("dropped");
      stage.behind().write(dropped, cancelled);
      stage.behind().write(Peer.buffer("dropped too"), completed);
      ChannelFuture kept = stage.writeAndFlush("kept");
      cancelled.cancel(false);
      completed.setSuccess();
      stage.sends(FINAL_ACK);
      assertEquals(
          List.of("success", "active", "write kept", "flush", "gone", "readComplete"),
          stage.events());
      assertTrue(kept.isSuccess());
      assertEquals(0, dropped.refCnt());
    }
  }

  @Test
  void failureFailsEveryQueuedWriteWhateverItsPromise() {
    try (Stage stage = Stage.client()) {
      ByteBuf cancelledOne = Peer.buffer("cancelled");
      ChannelPromise cancelled = stage.channel.newPromise();
      stage.behind().write(cancelledOne, cancelled);
      cancelled.cancel(false);
      ByteBuf voidOne = Peer.buffer("void");
      stage.behind().write(voidOne, stage.channel.voidPromise());
      ByteBuf last = Peer.buffer("last");
      ChannelFuture failed = stage.behind().write(last);
      stage.recorder.take();
      stage.channel.pipeline().fireExceptionCaught(new java.io.IOException("unplugged"));
      assertSame(stage.handler.handshakeFuture().cause(), failed.cause());
      assertEquals(0, cancelledOne.refCnt() + voidOne.refCnt() + last.refCnt());
      assertEquals(1, stage.events().stream().filter(e -> e.startsWith("exception")).count());
    }
  }

  @Test
  void writeAfterTheFailureFailsAtOnceAndIsReleased() {
    HandshakeHandlerSettings settings = Stage.settings().closeOnFailure(false).build();
    try (Stage stage = Stage.of(HandshakeHandler.client(settings))) {
      stage.channel.pipeline().fireExceptionCaught(new java.io.IOException("unplugged"));
      ByteBuf late = Peer.buffer("late");
      ChannelFuture written = stage.behind().writeAndFlush(late);
      assertSame(stage.handler.handshakeFuture().cause(), written.cause());
      assertEquals(0, late.refCnt());
    }
  }

  @Test
  void writeOfAListenerOfAFailedWriteFailsToo() {
    try (Stage stage = Stage.client()) {
      ByteBuf again = Peer.buffer("again");
      ChannelPromise second = stage.channel.newPromise();
      stage.write("first").addListener(f -> stage.behind().write(again, second));
      stage.channel.pipeline().fireExceptionCaught(new java.io.IOException("unplugged"));
      assertSame(stage.handler.handshakeFuture().cause(), second.cause());
      assertEquals(0, again.refCnt());
    }
  }

  @Test
  void queuedWritesCountTowardsWritability() {
    try (Stage stage = Stage.client()) {
      stage.channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(8, 256));
      assertTrue(stage.channel.isWritable());
      stage.write("x".repeat(300));
      assertFalse(stage.channel.isWritable());
      stage.behind().flush();
      stage.upToFinalAck().sends(FINAL_ACK);
      assertTrue(stage.channel.isWritable());
    }
  }

  @Test
  void tooManyQueuedBytesFailTheHandshake() {
    HandshakeHandlerSettings settings = Stage.settings().maxQueuedBytes(2 * 64 + 8).build();
    try (Stage stage = Stage.of(HandshakeHandler.client(settings))) {
      assertFalse(stage.write("").isDone());
      ChannelFuture fits = stage.write("12345678");
      assertFalse(fits.isDone());
      ChannelFuture tooMuch = stage.write("9");
      HandshakeException cause = (HandshakeException) tooMuch.cause();
      assertEquals(FailureReason.TOO_MUCH_QUEUED, cause.reason());
      assertEquals(FailureReason.TOO_MUCH_QUEUED, cause.report().failureReason());
      assertSame(cause, fits.cause());
      assertFalse(stage.channel.isOpen());
    }
  }

  @Test
  void anyMessageMayBeQueued() {
    try (Stage stage = Stage.client().upToFinalAck()) {
      stage.behind().writeAndFlush("a string");
      stage.sends(FINAL_ACK);
      assertTrue(stage.events().contains("write a string"));
    }
  }

  /** A write takes memory even if it has no bytes: without end they would fill it. */
  @Test
  void writesWithoutBytesCountToo() {
    HandshakeHandlerSettings settings = Stage.settings().maxQueuedBytes(1000).build();
    try (Stage stage = Stage.of(HandshakeHandler.client(settings))) {
      int writes = 0;
      while (stage.channel.isOpen() && writes < 100) {
        stage.behind().write(io.netty.buffer.Unpooled.EMPTY_BUFFER);
        writes++;
      }
      assertEquals(16, writes); // of 64 bytes each
    }
  }

  /** Once nothing waits any more, writes pass: how long the chain goes on is up to the channel. */
  @Test
  void aLongChainOfWritesAndFlushesComesOutInOrderBeforeTheLeftovers() {
    try (Stage stage = Stage.client().upToFinalAck()) {
      int[] written = {0};
      GenericFutureListener<Future<? super Void>> again =
          new GenericFutureListener<>() {
            @Override
            public void operationComplete(Future<? super Void> done) {
              if (++written[0] < 50) {
                stage.writeAndFlush(Integer.toString(written[0])).addListener(this);
              }
            }
          };
      stage.writeAndFlush("0").addListener(again);
      stage.sends(FINAL_ACK, Peer.ascii("SSH"));
      for (int i = 0; i < 50; i++) {
        assertEquals(
            Integer.toString(i),
            new String(Peer.written(stage.channel), StandardCharsets.US_ASCII));
      }
      List<String> events = stage.events();
      assertEquals(
          List.of("gone", "read SSH", "readComplete"),
          events.subList(events.size() - 3, events.size()));
    }
  }

  /** Somebody released a message that it did not own any more. */
  @Test
  void aMessageThatSomebodyReleasedIsDroppedAndTheRestIsWritten() {
    try (Stage stage = Stage.client().upToFinalAck()) {
      ByteBuf released = Peer.buffer("released");
      ChannelFuture dropped = stage.behind().write(released);
      ChannelFuture kept = stage.writeAndFlush("kept");
      released.release();
      stage.sends(FINAL_ACK);
      assertFalse(dropped.isSuccess());
      assertTrue(dropped.isDone());
      assertTrue(kept.isSuccess());
    }
  }

  @Test
  void closeFromTheSuccessEventComesAfterTheQueuedWrites() {
    try (Stage stage = Stage.client().upToFinalAck()) {
      stage.writeAndFlush("one");
      stage
          .handler
          .handshakeFuture()
          .addListener(
              f -> {
                stage.writeAndFlush("goodbye");
                stage.behind().close();
              });
      stage.sends(FINAL_ACK);
      assertEquals(
          List.of("success", "active", "write one", "write goodbye", "flush", "close", "inactive"),
          stage.events().stream()
              .filter(e -> !e.equals("gone") && !e.equals("readComplete"))
              .toList());
    }
  }

  /** Completes the promise of each write before it passes the message on. */
  private static final class TellsAtOnce extends ChannelDuplexHandler {
    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
      ctx.write(message);
      promise.trySuccess();
    }
  }
}

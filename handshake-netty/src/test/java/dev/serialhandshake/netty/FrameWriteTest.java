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
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Frames that cannot be written. */
class FrameWriteTest {

  @Test
  void failedWriteOfAFrameFailsTheHandshake() {
    RuntimeException full = new IllegalStateException("full");
    Stage stage = new Stage(HandshakeHandler.client(Stage.settings().build()));
    try (stage) {
      FailsWrites line = new FailsWrites(null);
      stage.channel.pipeline().addLast(line);
      stage.play();
      line.failure = full;
      stage.advance(Duration.ofSeconds(5)); // to the second SYN
      HandshakeException cause = (HandshakeException) stage.handler.handshakeFuture().cause();
      assertEquals(FailureReason.WRITE_FAILED, cause.reason());
      assertSame(full, cause.getCause());
      assertFalse(stage.channel.isOpen());
    }
  }

  @Test
  void failedWriteOfTheLastFrameFailsTheHandshake() {
    Stage stage = new Stage(HandshakeHandler.server(Stage.settings().build()));
    try (stage) {
      FailsWrites line = new FailsWrites(null);
      stage.channel.pipeline().addLast(line);
      stage.play();
      byte[] ack = Peer.ackForServer(stage.channel);
      line.failure = new IllegalStateException("full");
      stage.sends(ack);
      HandshakeException cause = (HandshakeException) stage.handler.handshakeFuture().cause();
      assertEquals(FailureReason.WRITE_FAILED, cause.reason());
      assertFalse(stage.events().contains("success"));
    }
  }

  @Test
  void leftoversBehindALastFrameThatCannotBeWrittenAreReleased() {
    Stage stage = new Stage(HandshakeHandler.server(Stage.settings().build()));
    try (stage) {
      FailsWrites line = new FailsWrites(null);
      stage.channel.pipeline().addLast(line);
      stage.play();
      ByteBuf read = Peer.buffer(Peer.concat(Peer.ackForServer(stage.channel), new byte[] {'x'}));
      line.failure = new IllegalStateException("full");
      stage.channel.writeInbound(read);
      assertEquals(0, read.refCnt());
      assertFalse(stage.events().contains("read x"));
    }
  }

  @Test
  void frameOfAnEarlierHandshakeThatCannotBeWrittenDoesNotFailTheNext() {
    HandshakeHandlerSettings settings = Stage.settings().closeOnFailure(false).build();
    Stage stage = new Stage(HandshakeHandler.client(settings));
    try (stage) {
      List<ChannelPromise> pending = new ArrayList<>();
      stage
          .channel
          .pipeline()
          .addLast(
              new ChannelDuplexHandler() {
                @Override
                public void write(ChannelHandlerContext ctx, Object message, ChannelPromise p) {
                  ((ByteBuf) message).release();
                  pending.add(p);
                }
              });
      stage.play();
      stage.channel.pipeline().fireExceptionCaught(new java.io.IOException("unplugged"));
      HandshakeHandler second = HandshakeHandler.client(settings);
      stage.channel.pipeline().replace(stage.handler, "second", second);
      assertEquals(2, pending.size());
      pending.get(0).setFailure(new java.io.IOException("unplugged"));
      assertFalse(second.handshakeFuture().isDone());
      pending.get(1).setFailure(new java.io.IOException("unplugged"));
      assertTrue(second.handshakeFuture().isDone());
    }
  }

  private static final class FailsWrites extends ChannelDuplexHandler {
    private RuntimeException failure;

    private FailsWrites(RuntimeException failure) {
      this.failure = failure;
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
      if (failure == null) {
        ctx.write(message, promise);
      } else {
        ((ByteBuf) message).release();
        promise.setFailure(failure);
      }
    }
  }
}

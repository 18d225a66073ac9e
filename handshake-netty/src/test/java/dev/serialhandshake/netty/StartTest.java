// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipelineException;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a handshake starts, and what becomes of {@code channelActive}. */
class StartTest {

  private static final String SYN_FRAME = "write SYN";

  @Test
  void acceptedChannelThatIsActiveAlreadyStartsOnce() {
    try (Stage stage = Stage.client()) {
      // handlerAdded saw an active channel, and channelActive came after it.
      assertEquals(List.of(SYN_FRAME, "flush"), stage.events());
    }
  }

  @Test
  void connectingChannelStartsWhenItBecomesActive() throws Exception {
    Recorder recorder = new Recorder();
    EmbeddedChannel channel = new EmbeddedChannel(false, false);
    channel
        .pipeline()
        .addLast(recorder.new Front(), HandshakeHandler.client(Stage.settings().build()));
    assertEquals(List.of(), recorder.take());
    channel.register();
    assertEquals(List.of(SYN_FRAME, "flush"), recorder.take());
    channel.finishAndReleaseAll();
  }

  @Test
  void handlerAddedToAnActiveChannelStartsAtOnce() {
    Recorder recorder = new Recorder();
    EmbeddedChannel channel = new EmbeddedChannel();
    channel
        .pipeline()
        .addLast(recorder.new Front(), HandshakeHandler.client(Stage.settings().build()));
    assertEquals(List.of(SYN_FRAME, "flush"), recorder.take());
    channel.finishAndReleaseAll();
  }

  @Test
  void serverIsSilentUntilASynComes() {
    try (Stage stage = Stage.server()) {
      stage.sends(Peer.ascii("U-Boot 2024.01"));
      assertEquals(List.of(), stage.events());
    }
  }

  @Test
  void channelActiveIsHeldBackUntilTheLineIsInSync() {
    try (Stage stage = Stage.client().upToFinalAck()) {
      stage.sends(Peer.bytes(0x06));
      assertEquals(List.of("success", "active", "gone", "readComplete"), stage.events());
    }
  }

  @Test
  void channelActiveThatNobodySentIsNotInvented() {
    Stage stage = new Stage(HandshakeHandler.client(Stage.settings().build()));
    try (stage) {
      stage.channel.pipeline().addLast("handshake", stage.handler);
      stage.channel.pipeline().addLast("behind", stage.recorder.new Behind());
      stage.upToFinalAck().sends(Peer.bytes(0x06), Peer.ascii("SSH"));
      assertEquals(List.of("success", "gone", "read SSH", "readComplete"), stage.events());
    }
  }

  @Test
  void channelActiveReachesAHandlerThatWasAddedWhenTheEventCame() {
    Stage stage = new Stage(HandshakeHandler.client(Stage.settings().build()));
    try (stage) {
      stage.play(
          new ChannelInboundHandlerAdapter() {
            @Override
            public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
              ctx.pipeline().addLast(stage.recorder.new Behind());
            }
          });
      stage.upToFinalAck().sends(Peer.bytes(0x06), Peer.ascii("SSH"));
      assertEquals(List.of("active", "gone", "read SSH", "readComplete"), stage.events());
    }
  }

  @Test
  void channelActiveIsNotFiredOnAChannelThatAListenerClosed() {
    try (Stage stage = Stage.client().upToFinalAck()) {
      stage.handler.handshakeFuture().addListener(f -> stage.channel.unsafe().closeForcibly());
      stage.sends(Peer.bytes(0x06));
      List<String> events = stage.events();
      assertTrue(events.contains("success"), events.toString());
      assertFalse(events.contains("active"), events.toString());
    }
  }

  @Test
  void oneInstanceCannotServeTwoChannels() {
    try (Stage stage = Stage.client()) {
      EmbeddedChannel other = new EmbeddedChannel();
      ChannelPipelineException refused =
          assertThrows(
              ChannelPipelineException.class, () -> other.pipeline().addLast(stage.handler));
      assertTrue(refused.getMessage().contains("not a @Sharable handler"), refused.getMessage());
      other.finishAndReleaseAll();
    }
  }

  @Test
  void oneInstanceCannotServeAChannelTwice() {
    try (Stage stage = Stage.client().upToFinalAck()) {
      stage.sends(Peer.bytes(0x06));
      assertThrows(
          ChannelPipelineException.class, () -> stage.channel.pipeline().addLast(stage.handler));
    }
  }
}

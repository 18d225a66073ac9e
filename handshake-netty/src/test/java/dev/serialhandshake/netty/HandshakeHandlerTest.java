// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.List;
import org.junit.jupiter.api.Test;

class HandshakeHandlerTest {

  @Test
  void clientShakesHandsAndLeaves() {
    HandshakeHandler handler = HandshakeHandler.client();
    EmbeddedChannel channel = new EmbeddedChannel(handler);
    Peer.answerClient(channel);
    channel.writeOutbound(Unpooled.copiedBuffer(Peer.ascii("early")));
    Peer.assertNothingWritten(channel);
    Peer.sends(channel, Peer.concat(Peer.bytes(0x06), Peer.ascii("SSH-2.0")));
    assertTrue(handler.handshakeFuture().isSuccess());
    assertEquals("SSH-2.0", Peer.arrived(channel));
    assertArrayEquals(Peer.ascii("early"), Peer.written(channel));
    assertNull(channel.pipeline().get(HandshakeHandler.class));
    channel.finishAndReleaseAll();
  }

  @Test
  void peersThatAnswerFromWithinTheWriteShakeHands() {
    EmbeddedChannel one = new EmbeddedChannel();
    EmbeddedChannel other = new EmbeddedChannel();
    one.pipeline().addLast(new Crosses(other));
    other.pipeline().addLast(new Crosses(one));
    Recorder recorder = new Recorder();
    other.pipeline().addLast(HandshakeHandler.server(), recorder.new Behind());
    HandshakeHandler client = HandshakeHandler.client();
    one.pipeline().addLast(client);
    assertTrue(client.handshakeFuture().isSuccess());
    assertEquals(List.of("success", "gone"), recorder.take().subList(0, 2));
    one.writeOutbound(Peer.buffer("SSH"));
    assertEquals(List.of("read SSH", "readComplete"), recorder.take());
    one.finishAndReleaseAll();
    other.finishAndReleaseAll();
  }

  /** A line without any delay: what is written has been read when the write returns. */
  private static final class Crosses extends ChannelOutboundHandlerAdapter {
    private final EmbeddedChannel peer;

    private Crosses(EmbeddedChannel peer) {
      this.peer = peer;
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
      peer.writeInbound(message);
      promise.setSuccess();
    }
  }

  @Test
  void serverShakesHandsAndLeaves() {
    HandshakeHandler handler = HandshakeHandler.server();
    EmbeddedChannel channel = new EmbeddedChannel(handler);
    Peer.sends(channel, Peer.ackForServer(channel));
    assertArrayEquals(Peer.bytes(0x06), Peer.written(channel));
    assertTrue(handler.handshakeFuture().isSuccess());
    assertNull(channel.pipeline().get(HandshakeHandler.class));
    channel.finishAndReleaseAll();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
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

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.lang.ref.WeakReference;
import org.junit.jupiter.api.Test;

/** After it has left, the pipeline is as if the handler had never been there. */
class GoneTest {

  private static final int MOST_COLLECTIONS = 100;

  private static EmbeddedChannel channelWithNeighbours() {
    EmbeddedChannel channel = new EmbeddedChannel();
    channel.pipeline().addLast("first", new ChannelInboundHandlerAdapter());
    channel.pipeline().addLast("last", new ChannelInboundHandlerAdapter());
    return channel;
  }

  @Test
  void pipelineIsAsIfTheHandlerHadNeverBeenThere() {
    EmbeddedChannel never = channelWithNeighbours();
    EmbeddedChannel once = channelWithNeighbours();
    once.pipeline().addAfter("first", null, HandshakeHandler.client());
    shakeHands(once);
    assertEquals(never.pipeline().names(), once.pipeline().names());
    never.finishAndReleaseAll();
    once.finishAndReleaseAll();
  }

  @Test
  void nothingRefersToTheHandlerOnceItHasLeft() {
    EmbeddedChannel channel = channelWithNeighbours();
    WeakReference<HandshakeHandler> handler = addHandler(channel);
    channel.writeOneOutbound(Peer.buffer("early"));
    shakeHands(channel);
    assertCollected(handler);
    channel.finishAndReleaseAll();
  }

  @Test
  void futureDoesNotReferToTheHandler() {
    EmbeddedChannel channel = channelWithNeighbours();
    WeakReference<HandshakeHandler> handler = addHandler(channel);
    var future = channel.pipeline().get(HandshakeHandler.class).handshakeFuture();
    shakeHands(channel);
    assertCollected(handler);
    assertEquals(1, future.getNow().attempts());
    channel.finishAndReleaseAll();
  }

  private static WeakReference<HandshakeHandler> addHandler(EmbeddedChannel channel) {
    HandshakeHandler handler = HandshakeHandler.client();
    channel.pipeline().addAfter("first", null, handler);
    return new WeakReference<>(handler);
  }

  private static void shakeHands(EmbeddedChannel channel) {
    Peer.answerClient(channel);
    Peer.sends(channel, Peer.bytes(0x06));
  }

  private static void assertCollected(WeakReference<?> reference) {
    for (int i = 0; i < MOST_COLLECTIONS && reference.get() != null; i++) {
      System.gc();
    }
    assertNull(reference.get());
  }
}

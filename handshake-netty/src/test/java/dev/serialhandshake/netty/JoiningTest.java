// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A handler that is added in the middle of a read, as after a STARTTLS of a protocol. */
class JoiningTest {

  private final List<String> seen = new ArrayList<>();
  private final EmbeddedChannel channel = new EmbeddedChannel();

  /** Answers its first message, and goes on with a handshake behind the answer. */
  private final class Starter extends ChannelInboundHandlerAdapter {
    private final HandshakeHandler handshake;
    private final String early;

    Starter(HandshakeHandler handshake, String early) {
      this.handshake = handshake;
      this.early = early;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ((ByteBuf) message).release();
      ctx.write(Peer.buffer("220")).addListener(f -> seen.add("220 written"));
      ctx.pipeline().addBefore(ctx.name(), "handshake", handshake);
      if (!early.isEmpty()) {
        ctx.write(Peer.buffer(early)).addListener(f -> seen.add(early + " written"));
      }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
      seen.add("readComplete");
      ctx.flush();
    }
  }

  private String written() {
    return new String(Peer.written(channel), StandardCharsets.US_ASCII);
  }

  @Test
  void theEndOfAReadThatBeganBeforeReachesTheNextHandlerAndSoDoesItsFlush() {
    channel.pipeline().addLast(new Starter(HandshakeHandler.server(), ""));
    channel.writeInbound(Peer.buffer("STARTSERIAL"));
    assertEquals("220", written());
    assertEquals(List.of("readComplete", "220 written"), seen);
    channel.writeInbound(Peer.buffer("noise"));
    assertEquals(List.of("readComplete", "220 written"), seen);
    channel.finishAndReleaseAll();
  }

  @Test
  void moreBytesOfTheSameReadDoNotKeepItsEndBack() {
    channel.pipeline().addLast(new Starter(HandshakeHandler.server(), ""));
    channel.writeOneInbound(Peer.buffer("STARTSERIAL"));
    channel.writeOneInbound(Peer.buffer("noise"));
    channel.flushInbound();
    assertEquals(List.of("readComplete", "220 written"), seen);
    channel.finishAndReleaseAll();
  }

  @Test
  void aWriteThatIsHeldBackDoesNotHoldBackTheFlushOfTheOneBefore() {
    channel.pipeline().addLast(new Starter(HandshakeHandler.server(), "early"));
    channel.writeInbound(Peer.buffer("STARTSERIAL"));
    assertEquals("220", written());
    Peer.assertNothingWritten(channel);
    Peer.sends(channel, Peer.ackForServer(channel));
    Peer.written(channel); // the final ACK
    assertEquals("early", written());
    channel.finishAndReleaseAll();
  }

  @Test
  void theFirstFrameOfAClientFlushesWhatWasWrittenBefore() {
    channel.pipeline().addLast(new Starter(HandshakeHandler.client(), ""));
    channel.writeInbound(Peer.buffer("STARTSERIAL"));
    assertEquals("220", written());
    Peer.written(channel); // the SYN
    assertFalse(channel.finishAndReleaseAll());
  }

  /** Without the transport's word that it has become active, nobody knows what began before. */
  @Test
  void aReadThatBeginsAfterAChannelBecameActiveIsTheHandshakes() {
    try (Stage stage = Stage.server()) {
      stage.sends(Peer.ascii("noise"));
      assertEquals(List.of(), stage.events());
      stage.behind().flush();
      assertEquals(List.of(), stage.events());
    }
  }
}

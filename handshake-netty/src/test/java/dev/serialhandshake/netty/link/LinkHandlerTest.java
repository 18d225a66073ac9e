// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.link;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.core.link.LinkEnd;
import dev.serialhandshake.core.link.LinkSettings;
import dev.serialhandshake.netty.HandshakeHandler;
import dev.serialhandshake.netty.HandshakeHandlerSettings;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the handler of one channel does: whose bytes are those of the line, and when it ends. */
class LinkHandlerTest {

  private static final byte[] IDENT = "SSH-2.0-test\r\n".getBytes(US_ASCII);

  private final LinkedLines lines = new LinkedLines();

  @AfterEach
  void finish() {
    lines.finish();
  }

  private static ByteBuf bytes(int... values) {
    ByteBuf bytes = Unpooled.buffer();
    for (int value : values) {
      bytes.writeByte(value);
    }
    return bytes;
  }

  private EmbeddedChannel served() {
    lines.clientLine.pipeline().close();
    lines.clientLine.releaseOutbound();
    lines.serverLine.pipeline().close();
    lines.serverLine = lines.line(lines.servers.handler(), lines.plainSeen);
    lines.plainSeen.events.clear();
    return lines.serverLine;
  }

  // A client without a link.

  @Test
  void aClientWithoutALinkGoesToTheNextHandler() {
    EmbeddedChannel line = served();
    lines.plainSeen.assertEvents();
    line.writeInbound(Unpooled.wrappedBuffer(IDENT));
    lines.plainSeen.assertEvents("active");
    assertEquals("SSH-2.0-test\r\n", lines.plainSeen.bytes.toString(US_ASCII));
    assertNull(line.pipeline().get(LinkHandler.class));
    line.writeInbound(bytes(0x7e));
    line.pipeline().close();
    lines.run();
    lines.plainSeen.assertEvents("inactive");
    assertEquals(IDENT.length + 1, lines.plainSeen.bytes.size());
  }

  /** The read is handed on as it is. */
  @Test
  void theFirstReadIsNotCopied() {
    Object[] seen = new Object[1];
    EmbeddedChannel line =
        lines.line(
            lines.servers.handler(),
            new ChannelInboundHandlerAdapter() {
              @Override
              public void channelRead(ChannelHandlerContext ctx, Object message) {
                seen[0] = message;
                ((ByteBuf) message).release();
              }
            });
    ByteBuf first = Unpooled.wrappedBuffer(IDENT);
    line.writeInbound(first);
    assertSame(first, seen[0]);
  }

  /** As PPP does, which an application behind the handshake may speak. */
  @Test
  void aFlagAloneIsNoLink() {
    EmbeddedChannel line = served();
    line.writeInbound(bytes(0x7e));
    assertEquals(0, lines.plainSeen.bytes.size());
    line.writeInbound(bytes('O'), bytes(0x21));
    assertEquals("~O!", lines.plainSeen.bytes.toString(US_ASCII));
  }

  @Test
  void whatMayBeginALinkAndDoesNotGoOnIsTheApplications() {
    EmbeddedChannel line = served();
    line.writeInbound(bytes(0x7e));
    lines.advance(Duration.ofSeconds(5));
    lines.plainSeen.assertEvents("active");
    assertEquals(1, lines.plainSeen.bytes.size());
  }

  /** A handler that connects somewhere first wants no bytes before it is connected. */
  @Test
  void whatWasReadWaitsForAHandlerThatDoesNotRead() {
    ChannelInboundHandlerAdapter later =
        new ChannelInboundHandlerAdapter() {
          @Override
          public void channelActive(ChannelHandlerContext ctx) {
            ctx.channel().config().setAutoRead(false);
          }
        };
    EmbeddedChannel line = lines.line(lines.servers.handler(), later);
    line.writeInbound(Unpooled.wrappedBuffer(IDENT));
    lines.plainSeen.autoRead = false;
    line.pipeline().addLast(lines.plainSeen);
    line.writeInbound(bytes('!'));
    assertEquals(0, lines.plainSeen.bytes.size());
    line.config().setAutoRead(true);
    assertEquals("SSH-2.0-test\r\n!", lines.plainSeen.bytes.toString(US_ASCII));
    assertNull(line.pipeline().get(LinkHandler.class));
  }

  /** As {@code serve --forward} does, which connects first. */
  @Test
  void theLineIsReadOnWhenTheApplicationSwitchesAutoReadOnAgain() {
    int[] reads = new int[1];
    ChannelOutboundHandlerAdapter counts =
        new ChannelOutboundHandlerAdapter() {
          @Override
          public void read(ChannelHandlerContext ctx) {
            reads[0]++;
            ctx.read();
          }
        };
    ChannelInboundHandlerAdapter later =
        new ChannelInboundHandlerAdapter() {
          @Override
          public void channelActive(ChannelHandlerContext ctx) {
            ctx.channel().config().setAutoRead(false);
          }
        };
    EmbeddedChannel line = lines.line(counts, lines.servers.handler(), later);
    line.writeInbound(Unpooled.wrappedBuffer(IDENT));
    lines.plainSeen.autoRead = false;
    line.pipeline().addLast(lines.plainSeen);
    reads[0] = 0;
    line.config().setAutoRead(true);
    assertEquals("SSH-2.0-test\r\n", lines.plainSeen.bytes.toString(US_ASCII));
    assertEquals(1, reads[0]);
  }

  @Test
  void whatNobodyHasAskedForIsDeliveredBeforeTheEnd() {
    EmbeddedChannel line = lines.line(lines.servers.handler(), lines.plainSeen);
    line.config().setAutoRead(false);
    line.writeInbound(Unpooled.wrappedBuffer(IDENT));
    assertEquals(0, lines.plainSeen.bytes.size());
    line.pipeline().close();
    lines.run();
    assertEquals(IDENT.length, lines.plainSeen.bytes.size());
  }

  @Test
  void aClientWithoutALinkEndsTheSessionThatWaits() {
    lines.connect();
    lines.cut();
    served().writeInbound(Unpooled.wrappedBuffer(IDENT));
    lines.run();
    lines.serverSeen.assertEvents(
        "active",
        "INTERRUPTED",
        "ENDED REPLACED",
        "another client has begun a session in place of this one",
        "inactive");
    assertTrue(lines.servers.sessions().isEmpty());
  }

  /** A byte of noise may come from the adapter that is plugged in again. */
  @Test
  void noiseDoesNotEndTheSessionThatWaits() {
    lines.connect();
    lines.cut();
    served().writeInbound(bytes(0xff));
    lines.run();
    assertTrue(lines.server().isWaiting());
    lines.serverLine.pipeline().close();
    lines.connect();
    lines.serverSeen.assertEvents("active", "INTERRUPTED", "RESUMED");
  }

  @Test
  void aSessionThatIsLoggedInEndsOnlyWhenTheNextClientIsLoggedInToo() {
    lines.connect();
    lines.servers.loggedIn(lines.server());
    lines.cut();
    EmbeddedChannel plain = served();
    plain.writeInbound(Unpooled.wrappedBuffer(IDENT));
    lines.run();
    assertTrue(lines.server().isWaiting());
    lines.servers.loggedIn(plain);
    lines.run();
    lines.serverSeen.assertEvents(
        "active",
        "INTERRUPTED",
        "ENDED REPLACED",
        "another client has begun a session in place of this one",
        "inactive");
  }

  /** Nor does a client that waits for its line in turn. */
  @Test
  void aNewSessionEndsOneThatIsLoggedInOnlyWhenItIsSoToo() {
    lines.connect();
    LinkChannel first = lines.server();
    lines.servers.loggedIn(first);
    lines.cut();
    for (int i = 0; i < 2; i++) {
      lines.clients = LinkSessions.client(LinkSettings.defaults(), lines.clientSeen);
      lines.connect();
      assertNotSame(first, lines.server());
      assertTrue(first.isWaiting());
      lines.cut();
      assertTrue(first.isWaiting());
      assertFalse(lines.server().isOpen(), "has not logged in");
    }
    lines.clients = LinkSessions.client(LinkSettings.defaults(), lines.clientSeen);
    lines.connect();
    lines.servers.loggedIn(lines.server());
    assertFalse(first.isOpen());
    assertEquals(1, lines.servers.sessions().size());
  }

  // A link.

  @Test
  void anOpeningMayArriveByteByByte() {
    EmbeddedChannel client = lines.clientLine;
    ByteBuf open = client.readOutbound();
    while (open.isReadable()) {
      lines.serverLine.writeInbound(bytes(open.readByte()));
    }
    open.release();
    lines.run();
    lines.serverSeen.assertEvents("active");
    lines.clientSeen.assertEvents("active");
    lines.plainSeen.assertEvents();
  }

  /** Its first bytes have shown that it is a link, so noise does not make it another one. */
  @Test
  void anOpeningThatWasDamagedIsRepeated() {
    lines.toServer =
        bytes -> {
          bytes[10] ^= 1;
          lines.toServer = same -> same;
          return bytes;
        };
    lines.connect();
    lines.serverSeen.assertEvents();
    byte[] noise = new byte[3_000];
    lines.serverLine.writeInbound(Unpooled.wrappedBuffer(noise));
    lines.advance(Duration.ofSeconds(1));
    lines.serverSeen.assertEvents("active");
  }

  @Test
  void anOpeningWithoutAnEndClosesTheLine() {
    EmbeddedChannel line = served();
    line.writeInbound(bytes(0x7e, 'O', 0x7d, 0x21));
    lines.advance(Duration.ofSeconds(4));
    assertTrue(line.isOpen());
    lines.advance(Duration.ofSeconds(1));
    assertFalse(line.isOpen());
  }

  /** Its successor shakes hands in the midst of the OPEN, and has the line within 5 s. */
  @Test
  void aClientThatDiesWithinItsOpeningDoesNotHoldTheLine() {
    EmbeddedChannel line = served();
    line.writeInbound(bytes(0x7e, 'O', 0x7d, 0x21, 0x7d));
    for (int i = 0; i < 4; i++) {
      lines.advance(Duration.ofSeconds(1));
      line.writeInbound(bytes(0x16, 0xa0 + i));
      assertTrue(line.isOpen());
    }
    lines.advance(Duration.ofSeconds(1));
    assertFalse(line.isOpen());
  }

  @Test
  void aServerWithoutLinksIsTold() {
    lines.serverLine.pipeline().close();
    lines.serverLine = lines.line(lines.plainSeen);
    LinkedLines.Seen told = new LinkedLines.Seen();
    lines.clientLine.pipeline().addLast(told);
    lines.run();
    lines.advance(Duration.ofSeconds(5));
    told.assertEvents(
        "ENDED NO_LINK_AT_PEER",
        "the peer does not know links: it does not answer the OPEN",
        "inactive");
    lines.clientSeen.assertEvents();
    assertTrue(lines.clients.sessions().isEmpty());
  }

  @Test
  void aServerThatHasRestartedRefusesTheSession() {
    lines.connect();
    lines.cut();
    lines.servers.close();
    lines.run();
    lines.connect();
    lines.run();
    lines.clientSeen.assertEvents(
        "active",
        "INTERRUPTED",
        "ENDED REFUSED",
        "the peer does not know the session any more",
        "inactive");
  }

  @Test
  void aNewSessionEndsTheOneThatWaits() {
    lines.connect();
    Channel first = lines.serverSeen.channel();
    lines.cut();
    lines.clients.close();
    lines.connect();
    assertNotSame(first, lines.serverSeen.channel());
    lines.serverSeen.assertEvents(
        "active",
        "INTERRUPTED",
        "ENDED REPLACED",
        "another client has begun a session in place of this one",
        "active",
        "inactive");
    assertEquals(LinkEnd.REPLACED, ((LinkChannel) first).linkFuture().getNow());
    assertEquals(1, lines.servers.sessions().size());
  }

  /** Without its number nobody resumes or ends a session that waits. */
  @Test
  void aGuessedNumberIsRefusedAndTheSessionGoesOnWaiting() {
    lines.connect();
    lines.cut();
    LinkedLines other = new LinkedLines();
    other.connect();
    other.cut();
    EmbeddedChannel stranger = other.line(other.clients.handler());
    ByteBuf open = stranger.readOutbound();
    EmbeddedChannel line = served();
    line.writeInbound(open);
    lines.run();
    assertTrue(lines.server().isWaiting());
    line.pipeline().close();
    lines.connect();
    assertFalse(lines.server().isWaiting());
    other.finish();
  }

  /** A line that accepts connections: the former one is half-open. */
  @Test
  void theSessionMovesToAConnectionThatNamesIt() {
    LinkSessions many = LinkSessions.serverOfMany(LinkSettings.defaults(), lines.serverSeen, 2);
    lines.serverLine.pipeline().close();
    lines.serverLine = lines.line(many.handler());
    lines.connect();
    EmbeddedChannel former = lines.serverLine;
    lines.clientSeen.writes(5_000);
    lines.clientLine.pipeline().close();
    lines.clientLine = lines.line(lines.clients.handler());
    lines.serverLine = lines.line(many.handler());
    lines.run();
    assertFalse(former.isOpen());
    assertTrue(lines.until(() -> lines.serverSeen.bytes.size() == 5_000));
    lines.serverSeen.assertEvents("active", "INTERRUPTED", "RESUMED");
    many.close();
    lines.run();
  }

  @Test
  void onlySoManySessionsWait() {
    LinkSessions many = LinkSessions.serverOfMany(LinkSettings.defaults(), lines.serverSeen, 2);
    for (int i = 1; i <= 4; i++) {
      lines.clients = LinkSessions.client(LinkSettings.defaults(), lines.clientSeen);
      lines.clientLine = lines.line(lines.clients.handler());
      lines.serverLine = lines.line(many.handler());
      lines.run();
      lines.cut();
      assertEquals(Math.min(i, 2), many.sessions().size());
    }
    LinkChannel oldest = many.sessions().get(0);
    LinkChannel newest = many.sessions().get(1);
    many.loggedIn(newest);
    for (int i = 1; i <= 4; i++) {
      lines.clients = LinkSessions.client(LinkSettings.defaults(), lines.clientSeen);
      lines.clientLine = lines.line(lines.clients.handler());
      lines.serverLine = lines.line(many.handler());
      lines.run();
      lines.cut();
    }
    assertFalse(oldest.isOpen());
    assertTrue(newest.isWaiting(), "those that have not logged in go first");
    assertEquals(2, many.sessions().size());
    EmbeddedChannel plain = lines.line(many.handler());
    plain.writeInbound(Unpooled.wrappedBuffer(IDENT));
    assertEquals(2, many.sessions().size());
    many.close();
    lines.run();
    assertThrows(
        IllegalArgumentException.class,
        () -> LinkSessions.serverOfMany(LinkSettings.defaults(), lines.serverSeen, 0));
  }

  // The end of a channel.

  @Test
  void theSessionOfAHandlerThatIsRemovedWaits() {
    lines.connect();
    lines.serverLine.pipeline().remove(LinkHandler.class);
    assertTrue(lines.server().isWaiting());
    assertTrue(lines.serverLine.isOpen());
    lines.clientLine.pipeline().close();
    served();
    lines.connect();
    assertFalse(lines.server().isWaiting());
  }

  @Test
  void whatIsHeldIsReleasedWithTheHandler() {
    ByteBuf part = bytes(0x7e, 'O', 0x7d, 0x21);
    EmbeddedChannel line = served();
    line.writeInbound(part);
    line.pipeline().remove(LinkHandler.class);
    assertEquals(0, part.refCnt());
    lines.plainSeen.assertEvents("active");
  }

  @Test
  void theEndOfTheInputIsALostLine() {
    lines.connect();
    lines.serverLine.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    lines.run();
    assertFalse(lines.serverLine.isOpen());
    assertTrue(lines.server().isWaiting());
  }

  @Test
  void whatBreaksTheLineIsTheCauseOfTheInterruption() {
    Throwable[] cause = new Throwable[1];
    lines.connect();
    lines
        .server()
        .pipeline()
        .addFirst(
            new ChannelInboundHandlerAdapter() {
              @Override
              public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
                cause[0] = ((LinkStatusEvent) event).cause();
              }
            });
    IOException reset = new IOException("connection reset");
    lines.serverLine.pipeline().fireExceptionCaught(reset);
    lines.cut();
    assertSame(reset, cause[0]);
    lines.serverSeen.assertEvents("active");
  }

  @Test
  void aWriteThatFailsIsALostLine() {
    lines.connect();
    lines
        .clientLine
        .pipeline()
        .addFirst(
            new ChannelOutboundHandlerAdapter() {
              @Override
              public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
                ((ByteBuf) message).release();
                promise.setFailure(new IOException("broken"));
              }
            });
    lines.clientSeen.writes(10);
    lines.run();
    assertFalse(lines.clientLine.isOpen());
    assertTrue(lines.client().isWaiting());
  }

  @Test
  void aSecondLineOfASessionIsRefused() {
    lines.connect();
    EmbeddedChannel second = lines.line(lines.clients.handler());
    lines.run();
    assertFalse(second.isOpen());
    assertThrows(IllegalStateException.class, second::checkException);
    assertFalse(lines.client().isWaiting());
  }

  @Test
  void aLineOnAnotherEventLoopIsRefused() {
    lines.connect();
    lines.cut();
    EmbeddedChannel other = new EmbeddedChannel(lines.clients.handler());
    assertFalse(other.isOpen());
    assertThrows(IllegalStateException.class, other::checkException);
    assertTrue(lines.client().isWaiting());
  }

  @Test
  void withAutoReadOffTheLineIsReadNevertheless() {
    int[] reads = new int[1];
    lines.clientLine.pipeline().close();
    lines.clients.close();
    lines.clientLine =
        lines.line(
            new ChannelOutboundHandlerAdapter() {
              @Override
              public void handlerAdded(ChannelHandlerContext ctx) {
                ctx.channel().config().setAutoRead(false);
              }

              @Override
              public void read(ChannelHandlerContext ctx) {
                reads[0]++;
                ctx.read();
              }
            },
            lines.clients.handler());
    lines.connect();
    lines.serverSeen.writes(10);
    lines.run();
    assertTrue(reads[0] > 2);
  }

  /** The two lines of the documentation, with the handshake. */
  @Test
  void theLinkBeginsAfterTheHandshake() {
    lines.cut();
    lines.clients.close();
    HandshakeHandlerSettings settings = HandshakeHandlerSettings.defaults();
    lines.clientSeen.events.clear();
    lines.clientLine = lines.line(HandshakeHandler.client(settings), lines.clients.handler());
    lines.serverLine =
        lines.line(HandshakeHandler.server(settings), lines.servers.handler(), lines.plainSeen);
    lines.serverLine.writeInbound(Unpooled.copiedBuffer("login: ", US_ASCII));
    lines.advance(Duration.ofSeconds(5));
    lines.clientSeen.assertEvents("active");
    lines.clientSeen.writes(1_000);
    lines.advance(Duration.ofSeconds(1));
    assertEquals(1_000, lines.serverSeen.bytes.size());
    assertEquals(0, lines.plainSeen.bytes.size());
  }
}

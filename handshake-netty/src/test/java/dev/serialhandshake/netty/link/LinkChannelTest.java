// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.link;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.core.link.LinkEnd;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A session on a link: what its handlers see, whatever happens to the line. */
class LinkChannelTest {

  private static final int WINDOW = 16 * 768;

  private final LinkedLines lines = new LinkedLines();

  @AfterEach
  void finish() {
    lines.finish();
  }

  private void assertReceived(int byServer, int byClient) {
    assertTrue(lines.until(() -> lines.serverSeen.bytes.size() >= byServer));
    assertTrue(lines.until(() -> lines.clientSeen.bytes.size() >= byClient));
    assertArrayEquals(LinkedLines.pattern(byServer), lines.serverSeen.bytes.toByteArray());
    assertArrayEquals(LinkedLines.pattern(byClient), lines.clientSeen.bytes.toByteArray());
  }

  @Test
  void bytesOfBothSidesArriveInOrder() {
    lines.connect();
    lines.clientSeen.assertEvents("active");
    lines.serverSeen.assertEvents("active");
    lines.clientSeen.writes(100_000);
    lines.serverSeen.writes(50_000);
    assertReceived(100_000, 50_000);
    lines.plainSeen.assertEvents();
  }

  @Test
  void noiseAndLostBytesAreRepaired() {
    Random random = new Random(1);
    lines.connect();
    lines.toServer = bytes -> spoilt(bytes, random);
    lines.toClient = bytes -> spoilt(bytes, random);
    lines.clientSeen.writes(60_000);
    lines.serverSeen.writes(60_000);
    assertReceived(60_000, 60_000);
    assertTrue(lines.client().counters().framesRepeated() > 0);
    lines.clientSeen.assertEvents("active");
    lines.serverSeen.assertEvents("active");
  }

  /** One read of ten has a byte too few, one too many, or another one. */
  private static byte[] spoilt(byte[] bytes, Random random) {
    int at = random.nextInt(bytes.length);
    byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
    switch (random.nextInt(30)) {
      case 0 -> {
        System.arraycopy(bytes, at + 1, longer, at, bytes.length - at - 1);
        return Arrays.copyOf(longer, bytes.length - 1);
      }
      case 1 -> {
        System.arraycopy(bytes, at, longer, at + 1, bytes.length - at);
        return longer;
      }
      case 2 -> {
        longer[at] ^= 0x10;
        return Arrays.copyOf(longer, bytes.length);
      }
      default -> {
        return bytes;
      }
    }
  }

  @Test
  void theSessionGoesOnOverTheNextLine() {
    lines.connect();
    Channel session = lines.serverSeen.channel();
    lines.clientSeen.writes(400_000);
    lines.serverSeen.writes(400_000);
    for (int i = 0; i < 5; i++) {
      lines.advance(Duration.ofMillis(5));
      lines.cut();
      assertTrue(lines.client().isWaiting());
      assertTrue(lines.server().isWaiting());
      lines.advance(Duration.ofSeconds(30));
      lines.connect();
      assertTrue(lines.until(() -> !lines.server().isWaiting() && !lines.client().isWaiting()));
      assertSame(lines.serverLine, lines.server().parent());
    }
    assertReceived(400_000, 400_000);
    assertSame(session, lines.serverSeen.channel());
    assertEquals(5, lines.server().counters().interruptions());
    assertEquals(11, lines.serverSeen.events.size());
    lines.serverSeen.events.subList(3, 11).clear();
    lines.serverSeen.assertEvents("active", "INTERRUPTED", "RESUMED");
  }

  /** Bytes under way are lost with a line. */
  @Test
  void whatTheFormerLineHasSwallowedIsSentAgain() {
    lines.connect();
    lines.carries = false;
    lines.clientSeen.writes(5_000);
    lines.advance(Duration.ofMillis(100));
    lines.cut();
    lines.carries = true;
    lines.connect();
    assertReceived(5_000, 0);
  }

  @Test
  void bytesWrittenWhileTheLineIsAwayAreSentLater() {
    lines.connect();
    lines.cut();
    lines.clientSeen.writes(3_000);
    lines.serverSeen.writes(30_000);
    lines.advance(Duration.ofSeconds(10));
    lines.connect();
    assertReceived(3_000, 30_000);
  }

  @Test
  void aSessionThatDoesNotReadStopsItsPeer() {
    lines.serverSeen.autoRead = false;
    lines.connect();
    for (int i = 0; i < 20; i++) {
      lines.clientSeen.writes(10_000);
    }
    lines.advance(Duration.ofSeconds(20));
    assertEquals(0, lines.serverSeen.bytes.size());
    assertFalse(lines.client().isWritable());
    long waits = lines.client().unsafe().outboundBuffer().totalPendingWriteBytes();
    assertTrue(waits >= 200_000 - 3 * WINDOW, "only " + waits + " wait where they were written");
    lines.serverSeen.assertEvents("active");
    lines.server().read();
    lines.run();
    int first = lines.serverSeen.bytes.size();
    assertTrue(first > WINDOW - 768 && first <= WINDOW, first + " bytes waited in the link");
    lines.server().config().setAutoRead(true);
    assertTrue(lines.until(() -> lines.serverSeen.bytes.size() == 200_000));
    assertTrue(lines.client().isWritable());
  }

  @Test
  void autoReadThatIsSwitchedOffTakesAReadBack() {
    lines.connect();
    lines.server().config().setAutoRead(false);
    lines.clientSeen.writes(10);
    lines.advance(Duration.ofSeconds(1));
    assertEquals(0, lines.serverSeen.bytes.size());
  }

  @Test
  void aWriteIsDoneWhenTheLinkHasTheBytes() {
    lines.connect();
    lines.cut();
    ChannelFuture first = lines.client().writeAndFlush(Unpooled.wrappedBuffer(new byte[WINDOW]));
    ChannelFuture second = lines.client().writeAndFlush(Unpooled.wrappedBuffer(new byte[1]));
    lines.run();
    assertTrue(first.isSuccess());
    assertFalse(second.isDone());
    lines.client().close();
    lines.run();
    assertTrue(second.cause() instanceof ClosedChannelException);
  }

  @Test
  void buffersOfAllKindsAreTaken() {
    lines.connect();
    byte[] all = LinkedLines.pattern(90);
    ByteBuf composite =
        Unpooled.compositeBuffer()
            .addComponent(true, Unpooled.copiedBuffer(all, 0, 30))
            .addComponent(true, Unpooled.directBuffer().writeBytes(all, 30, 30));
    lines.client().write(composite);
    lines.client().write(Unpooled.EMPTY_BUFFER);
    ByteBuf shifted = Unpooled.copiedBuffer(all).skipBytes(60).asReadOnly();
    ChannelFuture last = lines.client().writeAndFlush(shifted);
    ChannelFuture text = lines.client().writeAndFlush("no bytes");
    assertReceived(90, 0);
    assertTrue(last.isSuccess());
    assertTrue(text.cause() instanceof UnsupportedOperationException);
  }

  @Test
  void aCloseDeliversWhatTheLinkHas() {
    lines.connect();
    lines.server().config().setAutoRead(false);
    lines.clientSeen.writes(5_000);
    lines.client().close();
    assertFalse(lines.client().isOpen());
    assertTrue(lines.until(() -> lines.client().linkFuture().isDone()));
    assertEquals(LinkEnd.CLOSED, lines.client().linkFuture().getNow());
    assertReceived(5_000, 0);
    lines.clientSeen.assertEvents("active", "inactive");
    lines.serverSeen.assertEvents("active", "ENDED PEER_CLOSED", "inactive");
    assertFalse(lines.clientLine.isOpen());
    assertTrue(lines.until(() -> !lines.serverLine.isOpen()));
  }

  /** The first acknowledgement of the CLOSE is lost. */
  @Test
  void theLineIsKeptForAWhileAfterTheEnd() {
    lines.connect();
    lines.client().close();
    lines.toClient = bytes -> new byte[] {0};
    assertTrue(lines.until(() -> !lines.server().isOpen()));
    lines.advance(Duration.ofMillis(100));
    lines.toClient = bytes -> bytes;
    assertTrue(lines.until(() -> lines.client().linkFuture().isDone()));
    assertEquals(LinkEnd.CLOSED, lines.client().linkFuture().getNow());
  }

  @Test
  void bothSidesMayCloseAtOnce() {
    lines.connect();
    lines.client().close();
    lines.server().close();
    assertTrue(lines.until(() -> !lines.clientLine.isOpen() && !lines.serverLine.isOpen()));
    assertTrue(lines.servers.sessions().isEmpty());
    assertTrue(lines.clients.sessions().isEmpty());
  }

  @Test
  void aCloseDoesNotWaitForTheLine() {
    lines.connect();
    lines.cut();
    lines.client().close();
    lines.run();
    assertEquals(LinkEnd.CLOSED_UNCONFIRMED, lines.client().linkFuture().getNow());
    lines.clientSeen.assertEvents("active", "INTERRUPTED", "inactive");
  }

  @Test
  void theGraceTimeEndsTheSession() {
    lines.connect();
    assertNull(lines.server().graceLeft());
    lines.cut();
    lines.advance(Duration.ofSeconds(299));
    assertEquals(Duration.ofSeconds(1), lines.server().graceLeft());
    lines.serverSeen.assertEvents("active", "INTERRUPTED");
    lines.advance(Duration.ofSeconds(1));
    String why = "the line was lost, and was not back within the grace time";
    lines.serverSeen.assertEvents("ENDED GRACE_OVER", why, "inactive");
    assertEquals(LinkEnd.GRACE_OVER, lines.client().linkFuture().getNow());
    assertTrue(lines.servers.sessions().isEmpty());
    assertNull(lines.server().graceLeft());
  }

  /** A peer that is switched off closes nothing. */
  @Test
  void aSilentLineIsLostAndClosed() {
    lines.connect();
    lines.carries = false;
    lines.advance(Duration.ofSeconds(9));
    assertTrue(lines.server().isWaiting());
    assertTrue(lines.client().isWaiting());
    assertFalse(lines.serverLine.isOpen());
    assertFalse(lines.clientLine.isOpen());
    lines.carries = true;
    lines.connect();
    lines.clientSeen.writes(100);
    assertReceived(100, 0);
  }

  @Test
  void aSessionAtRestSendsLittle() {
    lines.connect();
    lines.advance(Duration.ofSeconds(1));
    long before = lines.client().counters().framesSent();
    lines.advance(Duration.ofMinutes(1));
    long sent = lines.client().counters().framesSent() - before;
    assertTrue(sent >= 20 && sent <= 45, sent + " frames in a minute");
  }

  @Test
  void theLineIsSlowerThanTheLink() {
    lines.connect();
    EmbeddedChannel line = lines.clientLine;
    line.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
    lines.clientSeen.writes(1_000);
    lines.advance(Duration.ofMillis(50));
    assertEquals(0, lines.serverSeen.bytes.size());
    line.unsafe().outboundBuffer().setUserDefinedWritability(1, true);
    assertReceived(1_000, 0);
  }
}

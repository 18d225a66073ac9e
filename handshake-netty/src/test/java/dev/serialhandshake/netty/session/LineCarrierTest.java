// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.DefaultChannelId;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The line of a connection, and how another connection takes it over. */
class LineCarrierTest {

  private final List<String> seen = new ArrayList<>();
  private final LineCarrier carrier = new LineCarrier(new Seen());
  private final EmbeddedChannel connection = new EmbeddedChannel(carrier);
  private Channel line;

  private final class Seen extends ChannelInboundHandlerAdapter {
    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      line = ctx.channel();
      seen.add("active");
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      seen.add(ByteBufUtil.hexDump((ByteBuf) message));
      ((ByteBuf) message).release();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      seen.add("event " + event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      seen.add("inactive");
    }
  }

  private void assertSeen(String... expected) {
    connection.runPendingTasks();
    assertEquals(List.of(expected), seen);
    seen.clear();
  }

  /** A connection on which another line is expected. */
  private EmbeddedChannel awaiting(LineCarrier other) {
    EmbeddedChannel next = new EmbeddedChannel(other);
    next.runPendingTasks();
    assertSeen("active", "active");
    other.awaitLine();
    next.runPendingTasks();
    assertSeen("inactive");
    return next;
  }

  private static ByteBuf bytes(int count) {
    return Unpooled.buffer().writeZero(count);
  }

  @Test
  void bytesAndEventsReachTheLine() {
    connection.writeInbound(Unpooled.wrappedBuffer(new byte[] {1, 2}));
    connection.pipeline().fireUserEventTriggered("break");
    carrier.tellLine("moved");
    assertSeen("active", "0102", "event break", "event moved");
    line.writeAndFlush(Unpooled.wrappedBuffer(new byte[] {3}));
    ByteBuf sent = connection.readOutbound();
    assertEquals(3, sent.readByte());
    sent.release();
    connection.pipeline().fireChannelWritabilityChanged();
    assertTrue(carrier.hasLine());
    connection.finishAndReleaseAll();
  }

  @Test
  void aMessageThatIsNoBytesIsForTheNextHandler() {
    connection.pipeline().fireChannelRead("text");
    assertEquals("text", connection.readInbound());
    connection.finishAndReleaseAll();
  }

  @Test
  void aConnectionMayOpenAfterItsCarrierIsAdded() throws Exception {
    connection.finishAndReleaseAll();
    seen.clear();
    EmbeddedChannel later =
        new EmbeddedChannel(
            DefaultChannelId.newInstance(), false, false, new LineCarrier(new Seen()));
    assertSeen();
    later.register();
    later.runPendingTasks();
    assertSeen("active");
    later.finishAndReleaseAll();
  }

  @Test
  void theLineClosesWithItsConnection() {
    connection.runPendingTasks();
    connection.close();
    assertSeen("active", "inactive");
    assertFalse(carrier.hasLine());
  }

  @Test
  void theConnectionClosesWithItsLine() {
    connection.runPendingTasks();
    line.close();
    assertSeen("active", "inactive");
    assertFalse(connection.isOpen());
  }

  @Test
  void whatHappensWhileThereIsNoLineIsToldToNobody() {
    LineCarrier other = new LineCarrier(new Seen());
    EmbeddedChannel next = awaiting(other);
    other.tellLine("event");
    next.pipeline().fireUserEventTriggered("event");
    next.pipeline().fireExceptionCaught(new IllegalStateException("reset"));
    next.pipeline().fireChannelReadComplete();
    next.pipeline().fireChannelWritabilityChanged();
    next.checkException();
    assertFalse(other.hasLine());
    assertTrue(other.lineCloseFuture().isSuccess());
    assertSeen();
    next.finishAndReleaseAll();
    connection.finishAndReleaseAll();
  }

  @Test
  void aHeldLineWhoseConnectionHasClosedClosesWhenItIsResumed() {
    connection.runPendingTasks();
    assertTrue(carrier.hold().isSuccess());
    connection.pipeline().close();
    assertSeen("active");
    carrier.resume();
    assertSeen("inactive");
    assertFalse(carrier.hasLine());
  }

  @Test
  void aRemovedCarrierEndsItsLine() {
    connection.runPendingTasks();
    connection.pipeline().remove(carrier);
    assertSeen("active", "inactive");
    connection.finishAndReleaseAll();
  }

  @Test
  void earlyBytesOfTheOtherConnectionAreTheLines() {
    connection.runPendingTasks();
    Channel moved = line;
    LineCarrier other = new LineCarrier(new Seen());
    EmbeddedChannel next = awaiting(other);
    next.writeInbound(Unpooled.wrappedBuffer(new byte[] {7}));
    next.writeInbound(Unpooled.wrappedBuffer(new byte[] {8}));
    carrier.hold();
    other.takeOver(carrier);
    next.runPendingTasks();
    assertSeen("07", "08");
    assertEquals(next, moved.parent());
    assertFalse(connection.isOpen());
    next.finishAndReleaseAll();
    assertSeen("inactive");
  }

  @Test
  void moreEarlyBytesThanAMachineSendsCloseTheConnection() {
    LineCarrier other = new LineCarrier(new Seen());
    EmbeddedChannel next = awaiting(other);
    ByteBuf kept = bytes(64 * 1024);
    next.writeInbound(kept);
    assertEquals(1, kept.refCnt());
    ByteBuf tooMuch = bytes(1);
    next.writeInbound(tooMuch);
    assertFalse(next.isOpen());
    assertEquals(0, kept.refCnt());
    assertEquals(0, tooMuch.refCnt());
    connection.finishAndReleaseAll();
  }

  @Test
  void aLineThatIsNotHeldIsNotTakenOver() {
    LineCarrier other = new LineCarrier(new Seen());
    EmbeddedChannel next = awaiting(other);
    assertThrows(IllegalStateException.class, () -> other.takeOver(carrier));
    next.finishAndReleaseAll();
    connection.finishAndReleaseAll();
  }

  @Test
  void aConnectionWithALineTakesNoOtherOver() {
    LineCarrier other = new LineCarrier(new Seen());
    EmbeddedChannel next = new EmbeddedChannel(other);
    next.runPendingTasks();
    carrier.hold();
    assertThrows(IllegalStateException.class, () -> other.takeOver(carrier));
    carrier.resume();
    next.finishAndReleaseAll();
    connection.finishAndReleaseAll();
  }
}

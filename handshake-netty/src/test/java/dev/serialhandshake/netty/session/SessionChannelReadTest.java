// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.session;

import static dev.serialhandshake.netty.session.SessionFixture.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SessionChannelReadTest {
  private final SessionFixture fixture = new SessionFixture();

  @AfterEach
  void closeLine() {
    fixture.line.finishAndReleaseAll();
  }

  @Test
  void everyReadOfTheLineIsABatchOfTheSession() {
    fixture.startSession();
    fixture.lineReadsInOneGo("a", "b", "c");
    fixture.lineReads("d");
    fixture.assertSeen("active", "a", "b", "c", "complete", "d", "complete");
  }

  @Test
  void autoReadAsksTheLineOnceForEachBatch() {
    fixture.startSession();
    int before = fixture.lineReads;
    fixture.lineReadsInOneGo("a", "b");
    assertEquals(before + 1, fixture.lineReads);
    fixture.lineReads("c");
    assertEquals(before + 2, fixture.lineReads);
  }

  @Test
  void lineIsNotReadWhileTheSessionDoesNotAsk() {
    fixture.autoRead = false;
    SessionChannel session = fixture.startSession();
    int before = fixture.lineReads;
    assertFalse(fixture.line.config().isAutoRead());
    fixture.lineReadsInOneGo("a", "b");
    fixture.assertSeen("active");
    assertEquals(before, fixture.lineReads);
    session.read();
    fixture.assertSeen("a", "complete");
    assertEquals(before, fixture.lineReads);
    session.read();
    fixture.assertSeen("b", "complete");
    session.read();
    fixture.assertSeen();
    assertEquals(before + 1, fixture.lineReads);
    session.read();
    assertEquals(before + 1, fixture.lineReads, "asked twice for the same read");
    fixture.lineReads("c");
    fixture.assertSeen("c", "complete");
    assertEquals(before + 1, fixture.lineReads);
  }

  @Test
  void lineThatReadNothingIsAskedAgain() {
    fixture.startSession();
    int before = fixture.lineReads;
    fixture.lineReadsInOneGo();
    assertEquals(before + 1, fixture.lineReads);
    fixture.assertSeen("active");
  }

  @Test
  void suspendedReadHoldsBytesBackAndResumingDeliversThem() {
    SessionChannel session = fixture.startSession();
    session.config().setAutoRead(false);
    fixture.lineReadsInOneGo("a", "b");
    fixture.assertSeen("active");
    session.config().setAutoRead(true);
    fixture.assertSeen("a", "b", "complete");
  }

  @Test
  void suspendingInTheMiddleOfABatchCompletesWhatWasDelivered() {
    SessionChannel session = fixture.startSession();
    session
        .pipeline()
        .addFirst(
            new ChannelInboundHandlerAdapter() {
              @Override
              public void channelRead(ChannelHandlerContext ctx, Object message) {
                ctx.channel().config().setAutoRead(false);
                ctx.fireChannelRead(message);
              }
            });
    fixture.lineReadsInOneGo("a", "b", "c");
    fixture.assertSeen("active", "a", "complete");
    session.config().setAutoRead(true);
    fixture.assertSeen("b", "complete");
  }

  @Test
  void readFromWithinAReadGetsTheNextMessage() {
    fixture.autoRead = false;
    SessionChannel session = fixture.startSession();
    session
        .pipeline()
        .addFirst(
            new ChannelInboundHandlerAdapter() {
              @Override
              public void channelRead(ChannelHandlerContext ctx, Object message) {
                ctx.read();
                ctx.fireChannelRead(message);
              }
            });
    fixture.lineReadsInOneGo("a", "b");
    session.read();
    fixture.assertSeen("active", "a", "b", "complete");
    fixture.lineReads("c");
    fixture.assertSeen("c", "complete");
  }

  @Test
  void whatWaitsIsDeliveredWhenTheLineCloses() {
    fixture.autoRead = false;
    fixture.startSession();
    fixture.lineReadsInOneGo("last", "words");
    fixture.line.close();
    fixture.line.runPendingTasks();
    fixture.assertSeen("active", "last", "words", "complete", "inactive");
  }

  @Test
  void closeReleasesWhatWaits() {
    fixture.autoRead = false;
    SessionChannel session = fixture.startSession();
    ByteBuf waiting = bytes("unread");
    fixture.line.writeInbound(waiting);
    session.close();
    assertEquals(0, waiting.refCnt());
  }

  @Test
  void closeInTheMiddleOfABatchReleasesTheRest() {
    SessionChannel session = fixture.startSession();
    session
        .pipeline()
        .addFirst(
            new ChannelInboundHandlerAdapter() {
              @Override
              public void channelRead(ChannelHandlerContext ctx, Object message) {
                ctx.close();
                ctx.fireChannelRead(message);
              }
            });
    ByteBuf rest = bytes("b");
    fixture.line.pipeline().fireChannelRead(bytes("a")).fireChannelRead(rest);
    fixture.line.pipeline().fireChannelReadComplete();
    fixture.line.runPendingTasks();
    assertEquals(0, rest.refCnt());
    fixture.assertSeen("active", "a", "complete", "inactive");
  }

  @Test
  void autoReadOfTheLineIsSetBackWhenTheSessionEnds() {
    SessionChannel session = fixture.startSession();
    assertFalse(fixture.line.config().isAutoRead());
    session.close();
    fixture.line.runPendingTasks();
    assertTrue(fixture.line.config().isAutoRead());
  }
}

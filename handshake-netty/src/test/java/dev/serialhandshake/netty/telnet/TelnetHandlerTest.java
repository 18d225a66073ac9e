// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.telnet;

import static dev.serialhandshake.netty.telnet.TelnetLine.AGREES;
import static dev.serialhandshake.netty.telnet.TelnetLine.GREETING;
import static dev.serialhandshake.netty.telnet.TelnetLine.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.core.telnet.ComPortSettings;
import dev.serialhandshake.core.telnet.TelnetCodec;
import dev.serialhandshake.core.telnet.TelnetException;
import dev.serialhandshake.core.telnet.TelnetFailure;
import dev.serialhandshake.netty.HandshakeHandler;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TelnetHandlerTest {

  private static TelnetLine fresh() {
    return new TelnetLine(TelnetCodec.plain());
  }

  @Test
  void negotiatesWhenItIsAddedAndOnlyOnce() {
    try (TelnetLine line = fresh()) {
      line.channel.pipeline().fireChannelActive();
      assertEquals(GREETING, line.sent());
    }
  }

  @Test
  void aVirtualMachineIsToldWhenItsNameIsKnown() {
    try (TelnetLine line = new TelnetLine(TelnetCodec.forListener())) {
      assertEquals(GREETING, line.sent());
      assertNull(line.handler.virtualMachineName());
      line.hears(AGREES + "fffbe8" + "fffae85031fff0" + "fffae852766d31fff0" + "41");
      assertEquals("fffde8", line.sent());
      assertEquals(List.of("READY", "VIRTUAL_MACHINE", "41"), line.seen());
      assertEquals("vm1", line.handler.virtualMachineName());
      assertEquals("1", line.handler.virtualMachineUuid());
    }
  }

  @Test
  void textIsSentByTheRulesOfText() {
    try (TelnetLine line = new TelnetLine(TelnetCodec.forLoginListener())) {
      line.channel.write(bytes("0d"));
      line.sent();
      line.hears("fffe00fffc00" + "610d00");
      line.channel.writeAndFlush(bytes("410d0a"));
      assertEquals("0d0041" + "0d0a", line.sent());
      assertEquals(List.of("READY", "610d"), line.seen());
      assertTrue(line.handler.isText());
    }
  }

  @Test
  void theFutureTellsHowTheNegotiationEnded() {
    try (TelnetLine line = fresh()) {
      assertFalse(line.handler.agreedFuture().isDone());
      line.hears(AGREES);
      assertTrue(line.handler.agreedFuture().isSuccess());
    }
    try (TelnetLine line = fresh()) {
      line.channel.advanceTimeBy(5, TimeUnit.SECONDS);
      line.channel.runScheduledPendingTasks();
      assertInstanceOf(TelnetException.class, line.handler.agreedFuture().cause());
    }
    try (TelnetLine line = fresh()) {
      line.channel.close();
      assertInstanceOf(ClosedChannelException.class, line.handler.agreedFuture().cause());
    }
  }

  @Test
  void writesWaitUntilThePeerHasAgreed() {
    try (TelnetLine line = fresh()) {
      line.sent();
      ChannelFuture first = line.channel.writeAndFlush(bytes("16ff"));
      line.channel.write(bytes("17")); // not flushed
      assertEquals("", line.sent());
      assertFalse(first.isDone());
      line.hears(AGREES);
      assertTrue(first.isSuccess());
      assertEquals("16ffff17", line.sent());
      assertEquals(List.of("READY"), line.seen());
    }
  }

  @Test
  void aWriteThatSomebodyElseEndedOrReleasedHoldsUpNoOther() {
    try (TelnetLine line = fresh()) {
      line.sent();
      ChannelPromise ended = line.channel.newPromise();
      line.channel.write(bytes("16"), ended);
      ByteBuf gone = bytes("17");
      ChannelFuture released = line.channel.write(gone);
      ChannelFuture last = line.channel.writeAndFlush(bytes("18"));
      ended.setFailure(new IOException("the writer's own time is over"));
      gone.release();
      line.hears(AGREES);
      assertFalse(released.isSuccess());
      assertTrue(last.isSuccess());
      assertEquals("18", line.sent());
      assertEquals(List.of("READY"), line.seen());
    }
  }

  @Test
  void writesThatWaitCountForTheBackPressure() {
    try (TelnetLine line = fresh()) {
      line.sent();
      line.channel.write(Unpooled.wrappedBuffer(new byte[1 << 20]));
      assertFalse(line.channel.isWritable());
      line.hears(AGREES);
      line.channel.flush();
      assertTrue(line.channel.isWritable());
    }
  }

  @Test
  void dataWithoutFfPassesWithoutACopy() {
    try (TelnetLine line = TelnetLine.ready()) {
      ByteBuf data = bytes("0d00fe");
      line.channel.writeOneOutbound(data);
      line.channel.flushOutbound();
      assertEquals(data, line.channel.<ByteBuf>readOutbound());
      data.release();
      line.hears("410d00");
      assertEquals(List.of("410d00"), line.seen());
    }
  }

  @Test
  void commandsAreTakenOutAndEventsKeepTheirPlace() {
    try (TelnetLine line = TelnetLine.ready()) {
      line.hears("41fff342fffd18ffff43ff");
      line.hears("ff44");
      assertEquals(List.of("41", "break", "42ff43", "ff44"), line.seen());
      assertEquals("fffc18", line.sent());
    }
  }

  @Test
  void otherMessagesPass() {
    try (TelnetLine line = TelnetLine.ready()) {
      line.channel.writeInbound("text");
      line.channel.pipeline().fireUserEventTriggered("event");
      assertEquals(List.of("text", "event"), line.seen());
      line.channel.writeOutbound("text");
      assertEquals("text", line.channel.readOutbound());
    }
  }

  @Test
  void aPeerThatRefusesBinaryIsClosedWithItsReason() {
    try (TelnetLine line = fresh()) {
      ChannelFuture write = line.channel.writeAndFlush(bytes("16"));
      line.hears("fffe0041");
      List<String> seen = line.seen();
      assertEquals(2, seen.size(), seen.toString());
      assertTrue(seen.get(0).startsWith("TelnetException: the peer refuses"), seen.get(0));
      assertEquals("inactive", seen.get(1));
      assertInstanceOf(TelnetException.class, write.cause());
      ChannelFuture late = line.channel.writeAndFlush(bytes("16"));
      assertInstanceOf(ClosedChannelException.class, late.cause());
    }
  }

  @Test
  void aPeerThatSaysNothingFailsInTime() {
    try (TelnetLine line = fresh()) {
      line.channel.advanceTimeBy(4_999, TimeUnit.MILLISECONDS);
      line.channel.runScheduledPendingTasks();
      assertEquals(List.of(), line.seen());
      line.channel.advanceTimeBy(1, TimeUnit.MILLISECONDS);
      line.channel.runScheduledPendingTasks();
      assertTrue(line.seen().get(0).contains("no telnet command"));
      assertFalse(line.channel.isOpen());
    }
  }

  @Test
  void aPeerThatAgreedHasNoDeadline() {
    try (TelnetLine line = TelnetLine.ready()) {
      line.channel.advanceTimeBy(1, TimeUnit.DAYS);
      line.channel.runScheduledPendingTasks();
      assertTrue(line.channel.isOpen());
    }
  }

  @Test
  void noDeadlineIsLeftBehind() {
    TelnetLine line = fresh();
    line.close();
    assertEquals(-1, line.channel.runScheduledPendingTasks());
  }

  private static TelnetLine withPort() {
    TelnetLine line = new TelnetLine(TelnetCodec.withComPort(ComPortSettings.builder().build()));
    line.hears(AGREES + "fffd2c");
    line.hears("fffa2c650001c200fff0fffa2c6608fff0fffa2c6701fff0fffa2c6801fff0fffa2c6901fff0");
    line.sent();
    assertEquals(List.of("READY"), line.seen());
    return line;
  }

  @Test
  void aSuspendedFlowHoldsWritesBackAndKeepsTheirOrder() {
    try (TelnetLine line = withPort()) {
      line.hears("fffa2c6cfff0");
      line.channel.writeAndFlush(bytes("41"));
      line.channel.writeAndFlush(bytes("42"));
      assertEquals("", line.sent());
      line.hears("fffa2c6dfff0");
      assertEquals("4142", line.sent());
      assertEquals(List.of("SUSPENDED", "RESUMED"), line.seen());
    }
  }

  @Test
  void aFlowThatGoesOnBeforeThePeerHasAgreedIsNoAgreement() {
    ComPortSettings settings = ComPortSettings.builder().build();
    try (TelnetLine line = new TelnetLine(TelnetCodec.withComPort(settings))) {
      line.hears("fffd2c" + "fffa2c6cfff0" + "fffa2c6dfff0");
      assertEquals(List.of("SUSPENDED", "RESUMED"), line.seen());
      assertFalse(line.handler.agreedFuture().isDone());
      line.channel.close();
      assertInstanceOf(ClosedChannelException.class, line.handler.agreedFuture().cause());
    }
  }

  @Test
  void framingErrorsOfTheFarPortAreCounted() {
    try (TelnetLine line = withPort()) {
      line.hears("fffa2c6a08fff0");
      assertEquals(1, line.handler.framingErrors());
    }
  }

  @Test
  void withoutAutoReadItReadsUntilThePeerHasAgreed() {
    try (TelnetLine line = fresh()) {
      line.channel.config().setAutoRead(false);
      line.asked();
      line.hears("fffd00");
      assertEquals(1, line.asked());
      line.channel.read();
      line.asked();
      line.hears("fffb0041");
      assertEquals(0, line.asked()); // the demand is met
    }
  }

  @Test
  void aReadThatBroughtCommandsAloneIsRepeated() {
    try (TelnetLine line = TelnetLine.ready()) {
      line.channel.config().setAutoRead(false);
      line.channel.read();
      line.asked();
      line.hears("fff1");
      assertEquals(1, line.asked());
      line.hears("41");
      assertEquals(0, line.asked());
    }
  }

  @Test
  void aSuspendedFlowIsReadThoughNobodyAsksButNotWithoutALimit() {
    try (TelnetLine line = withPort()) {
      line.channel.config().setAutoRead(false);
      line.hears("fffa2c6cfff0");
      line.asked();
      line.hears("41");
      assertEquals(1, line.asked());
      line.hears("41".repeat(64 * 1024));
      assertEquals(0, line.asked());
    }
  }

  @Test
  void aPeerThatReadsNoAnswersIsClosed() {
    try (TelnetLine line = fresh()) {
      line.channel.pipeline().addFirst(new Stuck());
      line.hears("fffd18".repeat(30_000));
      assertTrue(line.seen().get(0).contains("does not read the answers"));
      assertFalse(line.channel.isOpen());
    }
  }

  /** A transport that takes writes, and does not finish them. */
  private static final class Stuck extends ChannelOutboundHandlerAdapter {
    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
      ((ByteBuf) message).release();
    }
  }

  @Test
  void inputThatEndsBeforeThePeerHasAgreedFails() {
    try (TelnetLine line = fresh()) {
      line.channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
      assertTrue(line.seen().get(0).startsWith("TelnetException"));
      TelnetException cause =
          assertInstanceOf(TelnetException.class, line.handler.agreedFuture().cause());
      assertEquals(TelnetFailure.Kind.CLOSED, cause.failure().kind());
      assertFalse(line.channel.isOpen());
    }
  }

  @Test
  void halfCloseOfALineThatIsReadyPasses() {
    try (TelnetLine line = TelnetLine.ready()) {
      line.channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
      assertEquals(1, line.seen().size());
      line.channel.writeOutbound(bytes("41"));
      assertEquals("41", line.sent());
    }
  }

  @Test
  void removalAndCloseFailTheWritesThatWait() {
    try (TelnetLine line = fresh()) {
      ChannelFuture write = line.channel.writeAndFlush(bytes("16"));
      line.channel.pipeline().remove(line.handler);
      assertInstanceOf(ClosedChannelException.class, write.cause());
    }
    try (TelnetLine line = fresh()) {
      ChannelFuture write = line.channel.writeAndFlush(bytes("16"));
      line.channel.close();
      assertInstanceOf(ClosedChannelException.class, write.cause());
    }
  }

  @Test
  void theHandshakesFramesGoThrough() {
    try (TelnetLine line = fresh()) {
      line.sent();
      line.channel.pipeline().addAfter(name(line), "handshake", HandshakeHandler.client());
      assertEquals("", line.sent());
      line.hears(AGREES);
      String syn = line.sent();
      assertTrue(syn.startsWith("16"), syn);
    }
  }

  private static String name(TelnetLine line) {
    return line.channel.pipeline().context(line.handler).name();
  }

  @Test
  void aLimitOfNothingIsRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new TelnetHandler(TelnetCodec.plain(), Duration.ZERO));
  }
}

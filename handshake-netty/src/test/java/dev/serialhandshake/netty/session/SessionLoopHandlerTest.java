// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.session;

import static dev.serialhandshake.netty.session.SessionFixture.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.core.Handshake;
import dev.serialhandshake.core.HandshakeObserver;
import dev.serialhandshake.core.HandshakeSettings;
import dev.serialhandshake.netty.HandshakeCompletionEvent;
import dev.serialhandshake.netty.testing.Loops;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SessionLoopHandlerTest {
  @RegisterExtension final Loops loops = new Loops();

  private record Break() implements LineResetEvent {}

  private final SessionFixture fixture = new SessionFixture();
  private final EmbeddedChannel line = fixture.line;

  @AfterEach
  void closeLine() {
    line.finishAndReleaseAll();
  }

  @Test
  void sessionStartsWhenTheHandshakeSucceeds() {
    fixture.lineReads("garbage");
    assertEquals(0, fixture.sessions.size());
    fixture.lineReads("!");
    fixture.assertSeen("active");
  }

  @Test
  void leftoversOfTheHandshakeAreTheFirstBytesOfTheSession() {
    fixture.lineReads("garbage!SSH-2.0");
    fixture.assertSeen("active", "SSH-2.0", "complete");
  }

  @Test
  void lineShakesHandsAgainAfterTheSessionOnTheSameOpenChannel() {
    SessionChannel first = fixture.startSession();
    first.close();
    line.runPendingTasks();
    assertTrue(line.isOpen());
    fixture.assertSeen("active", "inactive");

    fixture.lineReads("rest of the dead session!");
    assertNotSame(first, fixture.sessions.get(1));
    fixture.lineReads("hello");
    fixture.assertSeen("active", "hello", "complete");
  }

  @Test
  void manySessionsLeaveNothingInThePipelineOfTheLine() {
    fixture.startSession();
    var names = line.pipeline().names();
    for (int i = 0; i < 100; i++) {
      fixture.sessions.get(i).close();
      line.runPendingTasks();
      fixture.startSession();
    }
    assertEquals(names, line.pipeline().names());
    assertEquals(101, fixture.sessions.size());
  }

  @Test
  void sessionMayEndWhileItIsBeingStarted() {
    EmbeddedChannel refusing =
        new EmbeddedChannel(
            new SessionLoopHandler(
                FakeHandshake::new,
                new ChannelInboundHandlerAdapter() {
                  @Override
                  public boolean isSharable() {
                    return true;
                  }

                  @Override
                  public void channelActive(ChannelHandlerContext ctx) {
                    ctx.close();
                  }
                }));
    refusing.writeInbound(bytes("!leftover"));
    assertInstanceOf(FakeHandshake.class, refusing.pipeline().first());
    assertFalse(refusing.finish());
  }

  @Test
  void failureToSetUpTheSessionEndsOnlyTheSession() {
    EmbeddedChannel failing =
        new EmbeddedChannel(
            new SessionLoopHandler(
                FakeHandshake::new,
                new ChannelInitializer<SessionChannel>() {
                  @Override
                  protected void initChannel(SessionChannel session) throws IOException {
                    throw new IOException("not today");
                  }
                }));
    failing.writeInbound(bytes("!"));
    assertTrue(failing.isOpen());
    assertInstanceOf(FakeHandshake.class, failing.pipeline().first());
    assertFalse(failing.finish());
  }

  @Test
  void failedHandshakeThatLeavesTheLineOpenIsFollowedByANewOne() {
    FakeHandshake failed = line.pipeline().get(FakeHandshake.class);
    fixture.lineReads("?");
    assertNotSame(failed, line.pipeline().get(FakeHandshake.class));
    fixture.lineReads("!");
    fixture.assertSeen("active");
  }

  @Test
  void noHandshakeFollowsWhenTheFailureClosedTheLine() {
    line.pipeline()
        .addLast(
            new ChannelInboundHandlerAdapter() {
              @Override
              public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
                ctx.close();
              }
            });
    fixture.lineReads("?");
    assertFalse(line.isOpen());
    assertNull(line.pipeline().get(FakeHandshake.class));
  }

  @Test
  void lineResetEndsTheSessionWithoutHandingOverItsWrites() {
    SessionChannel session = fixture.startSession();
    line.unsafe().outboundBuffer().setUserDefinedWritability(7, false);
    ChannelFuture write = session.writeAndFlush(bytes("too late"));
    line.pipeline().fireUserEventTriggered(new Break());
    line.runPendingTasks();
    fixture.assertSeen("active", "event Break", "inactive");
    assertFalse(write.isSuccess());
    assertEquals("", fixture.written());
    line.unsafe().outboundBuffer().setUserDefinedWritability(7, true);
    fixture.startSession();
    fixture.assertSeen("active");
  }

  @Test
  void otherEventsOfTheLineReachTheSessionAndDoNotEndIt() {
    SessionChannel session = fixture.startSession();
    line.pipeline().fireUserEventTriggered(5);
    fixture.assertSeen("active", "event Integer");
    assertTrue(session.isOpen());
  }

  @Test
  void aReferenceCountedEventBelongsToTheSessionAndToTheLine() {
    fixture.startSession();
    ByteBuf event = bytes("event");
    line.pipeline().fireUserEventTriggered(event);
    assertEquals(1, event.refCnt(), "the end of the line's pipeline has released its own one");
    event.release();
  }

  @Test
  void aSecondSuccessDuringASessionStartsNoOther() {
    fixture.startSession();
    line.pipeline()
        .fireUserEventTriggered(
            HandshakeCompletionEvent.success(
                Handshake.server(
                        HandshakeSettings.defaults(), new Random(1), HandshakeObserver.NONE)
                    .report()));
    assertEquals(1, fixture.sessions.size());
  }

  @Test
  void bytesThatComeWhenNobodyShakesHandsAreReleased() {
    ByteBuf stray = bytes("stray");
    ChannelHandlerContext handshake = line.pipeline().context(FakeHandshake.class);
    handshake.fireChannelRead(stray);
    handshake.fireChannelReadComplete();
    handshake.fireChannelWritabilityChanged();
    assertEquals(0, stray.refCnt());
    assertEquals(0, fixture.sessions.size());
  }

  @Test
  void bytesThatComeForASessionThatHasEndedAreReleased() {
    SessionChannel session = fixture.startSession();
    session.close();
    ByteBuf late = bytes("late");
    session.receive(late);
    session.lineWritabilityChanged();
    assertEquals(0, late.refCnt());
    assertTrue(session.toString().contains("ended on"), session.toString());
  }

  @Test
  void deregisteringASessionEndsIt() {
    SessionChannel session = fixture.startSession();
    session.deregister();
    line.runPendingTasks();
    assertFalse(session.isOpen());
    assertTrue(line.isOpen());
  }

  @Test
  void aCloseThatWasCancelledClosesNothing() {
    SessionChannel session = fixture.startSession();
    ChannelPromise cancelled = session.newPromise();
    cancelled.cancel(false);
    session.unsafe().close(cancelled);
    assertTrue(session.isOpen());
  }

  @Test
  void aSessionThatIsNotRegisteredYetTakesItsOptions() {
    SessionChannel session = new SessionChannel(line.pipeline().firstContext(), () -> {});
    session.config().setAutoRead(false);
    assertFalse(session.config().isAutoRead());
  }

  @Test
  void aSessionRunsOnTheEventLoopOfItsLineOnly() throws InterruptedException {
    SessionChannel session = new SessionChannel(line.pipeline().firstContext(), () -> {});
    assertFalse(loops.local().register(session).await().isSuccess());
  }

  @Test
  void lineResetDuringAHandshakeChangesNothing() {
    line.pipeline().fireUserEventTriggered(new Break());
    fixture.startSession();
    fixture.assertSeen("active");
  }

  @Test
  void sessionEndsWithTheLine() {
    SessionChannel session = fixture.startSession();
    line.close();
    line.runPendingTasks();
    assertFalse(session.isOpen());
    assertFalse(session.isRegistered());
    fixture.assertSeen("active", "inactive");
  }

  @Test
  void exceptionOfTheLineGoesToTheSessionAndOnAlongTheLine() {
    fixture.startSession();
    line.pipeline().fireExceptionCaught(new IOException("frame error"));
    fixture.assertSeen("active", "exception frame error");
    assertThrows(IOException.class, line::checkException);
  }

  @Test
  void exceptionOutsideASessionGoesOnAlongTheLine() {
    line.pipeline().fireExceptionCaught(new IOException("frame error"));
    assertThrows(IOException.class, line::checkException);
  }

  @Test
  void messagesThatAreNoBytesGoOnAlongTheLine() {
    fixture.startSession();
    line.writeInbound("control");
    assertEquals("control", line.readInbound());
    fixture.assertSeen("active");
  }

  @Test
  void handshakeThatCannotBeMadeClosesTheLine() {
    EmbeddedChannel broken =
        new EmbeddedChannel(
            new SessionLoopHandler(
                () -> {
                  throw new IllegalStateException("no nonce");
                },
                new ChannelInboundHandlerAdapter()));
    assertFalse(broken.isOpen());
    assertThrows(IllegalStateException.class, broken::checkException);
  }

  @Test
  void noHandshakeFollowsAFailureOnceTheLoopIsRemoved() {
    line.pipeline().fireChannelRead(bytes("?"));
    line.pipeline().remove(SessionLoopHandler.class);
    line.runPendingTasks();
    assertNull(line.pipeline().get(FakeHandshake.class));
  }

  @Test
  void aHandshakeThatLeftByItselfIsNotRemovedAgain() {
    line.pipeline().remove(FakeHandshake.class);
    line.pipeline().remove(SessionLoopHandler.class);
    line.pipeline().fireUserEventTriggered(5);
    assertTrue(line.isOpen());
  }

  @Test
  void removalOfTheLoopEndsSessionAndHandshake() {
    SessionChannel session = fixture.startSession();
    line.pipeline().remove(SessionLoopHandler.class);
    line.runPendingTasks();
    assertFalse(session.isOpen());
    assertTrue(line.isOpen());
    assertTrue(line.config().isAutoRead());
    assertNull(line.pipeline().get(FakeHandshake.class));
  }
}

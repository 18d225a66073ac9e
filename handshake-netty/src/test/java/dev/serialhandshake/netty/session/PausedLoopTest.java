// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.session;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.netty.HandshakeHandler;
import dev.serialhandshake.netty.HandshakeHandlerSettings;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.local.LocalIoHandler;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A line on which nobody is served for a while. */
class PausedLoopTest {
  private final SessionLoopHandler loop =
      new SessionLoopHandler(HandshakeHandler::server, new ChannelInboundHandlerAdapter());
  private final EmbeddedChannel line = new EmbeddedChannel();

  @AfterEach
  void closeLine() {
    line.finishAndReleaseAll();
  }

  private void reads(int... bytes) {
    ByteBuf read = Unpooled.buffer();
    for (int octet : bytes) {
      read.writeByte(octet);
    }
    line.writeInbound(read);
  }

  private void assertAnswersASyn() {
    reads(0x16, 0xb0);
    line.advanceTimeBy(1, TimeUnit.SECONDS);
    line.runScheduledPendingTasks();
    ByteBuf answer = line.readOutbound();
    assertEquals(0x06, answer.getByte(0));
    answer.release();
    discardOutput();
  }

  private void discardOutput() {
    for (ByteBuf out; (out = line.readOutbound()) != null; ) {
      out.release();
    }
  }

  private void assertAnswersNoSyn() {
    reads(0x16, 0xb0);
    line.advanceTimeBy(1, TimeUnit.MINUTES);
    line.runScheduledPendingTasks();
    assertNull(line.readOutbound());
    assertTrue(line.isOpen());
    assertNull(line.readInbound());
  }

  @Test
  void noSynIsAnsweredWhileItIsPaused() {
    line.freezeTime();
    line.pipeline().addLast(loop);
    assertAnswersASyn();
    loop.pause();
    assertAnswersNoSyn();
    loop.resume();
    assertAnswersASyn();
  }

  @Test
  void aLoopThatWasPausedBeforeItWasAddedBeginsPaused() {
    line.freezeTime();
    loop.pause();
    line.pipeline().addLast(loop);
    assertAnswersNoSyn();
    loop.resume();
    assertAnswersASyn();
  }

  @Test
  void aClientThatIsNotInSyncYetIsSentNoGoodbye() {
    line.freezeTime();
    line.pipeline().addLast(loop);
    assertAnswersASyn();
    loop.pause(() -> SessionFixture.bytes("goodbye"));
    line.runPendingTasks();
    assertNull(line.readOutbound());
    loop.resume();
    assertAnswersASyn();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\u0016"}) // of the client's first bytes, one that may begin a SYN
  void aClientThatIsInSyncAlreadyIsSentTheGoodbyeOnce(String begun) {
    SessionLoopHandler served =
        new SessionLoopHandler(
            () -> HandshakeHandler.server(HandshakeHandlerSettings.forServedLine()),
            new ChannelInboundHandlerAdapter());
    line.freezeTime();
    line.pipeline().addLast(served);
    reads(0x16, 0xb0);
    line.advanceTimeBy(1, TimeUnit.SECONDS);
    line.runScheduledPendingTasks();
    ByteBuf answer = line.readOutbound();
    reads(0x06, answer.getUnsignedByte(2) + 1);
    answer.release();
    line.advanceTimeBy(1, TimeUnit.SECONDS);
    line.runScheduledPendingTasks();
    discardOutput();
    if (!begun.isEmpty()) {
      line.writeInbound(SessionFixture.bytes(begun));
    }
    served.pause(() -> SessionFixture.bytes("goodbye"));
    served.pause(() -> SessionFixture.bytes("goodbye"));
    ByteBuf goodbye = line.readOutbound();
    assertEquals("goodbye", goodbye.toString(US_ASCII));
    goodbye.release();
    assertAnswersNoSyn();
  }

  /** The end of the handshake that was abandoned must not end the next one. */
  @Test
  void whoPausesAndResumesAtOnceHasOneHandshake() {
    line.freezeTime();
    line.pipeline().addLast(loop);
    for (int i = 0; i < 3; i++) {
      loop.pause();
      loop.resume();
      loop.resume();
    }
    line.runPendingTasks();
    long handshakes =
        line.pipeline().toMap().values().stream()
            .filter(HandshakeHandler.class::isInstance)
            .count();
    assertEquals(1, handshakes);
    assertFalse(line.hasPendingTasks());
    assertAnswersASyn();
  }

  @Test
  void aFailedHandshakeIsFollowedByNoneWhileItIsPaused() {
    SessionFixture fixture = new SessionFixture();
    fixture.line.pipeline().get(SessionLoopHandler.class).pause();
    fixture.lineReads("?!");
    assertEquals(0, fixture.sessions.size());
    fixture.line.pipeline().get(SessionLoopHandler.class).resume();
    fixture.startSession();
    fixture.line.finishAndReleaseAll();
  }

  @Test
  void aSessionGoesOnToItsEndAndNoneFollowsIt() {
    SessionFixture fixture = new SessionFixture();
    SessionChannel session = fixture.startSession();
    SessionLoopHandler served = fixture.line.pipeline().get(SessionLoopHandler.class);
    served.pause();
    fixture.lineReads("more");
    fixture.assertSeen("active", "more", "complete");
    session.close();
    fixture.line.runPendingTasks();
    fixture.lineReads("!");
    assertEquals(1, fixture.sessions.size());
    served.resume();
    fixture.startSession();
    assertEquals(2, fixture.sessions.size());
    fixture.line.finishAndReleaseAll();
  }

  @Test
  void aLineWhoseInputEndsMeanwhileIsClosedWhenItIsResumed() {
    line.pipeline().addLast(loop);
    loop.pause();
    line.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    assertTrue(line.isOpen());
    loop.resume();
    line.runPendingTasks();
    assertFalse(line.isOpen());
  }

  @Test
  void anotherThreadMayPauseAndResumeAndALineWhoseLoopHasEndedDoesNotMind() throws Exception {
    EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, LocalIoHandler.newFactory());
    Channel channel = new LocalChannel();
    loops.register(channel).sync();
    channel.pipeline().addLast(loop);
    loop.pause();
    assertNull(handshakeIn(channel));
    loop.resume();
    assertNotNull(handshakeIn(channel));
    channel.close().sync();
    loops.shutdownGracefully(0, 10, TimeUnit.SECONDS).sync();
    loop.pause();
    loop.resume();
  }

  private static HandshakeHandler handshakeIn(Channel channel) throws Exception {
    return channel.eventLoop().submit(() -> channel.pipeline().get(HandshakeHandler.class)).get();
  }
}

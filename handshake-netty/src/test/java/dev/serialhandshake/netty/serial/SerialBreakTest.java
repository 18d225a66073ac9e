// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.netty.HandshakeHandler;
import dev.serialhandshake.netty.session.SessionChannel;
import dev.serialhandshake.netty.session.SessionLoopHandler;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** No pseudo-terminal carries a BREAK, so what the terminal driver makes of one is put in here. */
@EnabledOnOs(OS.LINUX)
class SerialBreakTest {

  private static final byte MARK = (byte) 0xff;

  @TempDir Path directory;

  private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final Recorder atA = new Recorder();
  private PtyPair line;

  @BeforeEach
  void makeLine() {
    line = PtyPair.open(directory);
  }

  @AfterEach
  void stop() {
    line.close();
    Ports.await(loop.shutdownGracefully(0, 30, TimeUnit.SECONDS));
  }

  @Test
  void theMarkByteItselfPassesTheTerminalDriver() {
    Ports.open(loop, line.a(), atA);
    SerialChannel b = Ports.open(loop, line.b(), new Recorder());
    byte[] bytes = {1, MARK, 0, 0, MARK, MARK, 2};
    Ports.await(b.writeAndFlush(Unpooled.wrappedBuffer(bytes)));
    assertArrayEquals(bytes, atA.awaitBytes(bytes.length));
    assertEquals(List.of("active"), atA.events());
  }

  @Test
  void aBreakIsAnEventAndIsCounted() {
    SerialChannel a = Ports.open(loop, line.a(), atA);
    receives(a, 1, MARK, 0, 0, 2);
    atA.awaitEvent("INSTANCE");
    assertArrayEquals(new byte[] {1, 2}, atA.awaitBytes(2));
    assertEquals(SerialLineErrors.marked(1, 0, 0), a.lineErrors());
  }

  @Test
  void aCharacterWithoutStopBitIsCounted() {
    SerialChannel a = Ports.open(loop, line.a(), atA);
    receives(a, MARK, 0, 3);
    assertArrayEquals(new byte[] {3}, atA.awaitBytes(1));
    assertEquals(SerialLineErrors.marked(0, 1, 0), a.lineErrors());
  }

  @Test
  void withoutTheOptionNothingIsMarkedOrCounted() {
    SerialChannel a =
        Ports.open(
            Ports.bootstrap(loop, atA).option(SerialChannelOption.LINE_ERRORS, false), line.a());
    receives(a, MARK, 0, 0);
    assertArrayEquals(new byte[] {MARK, 0, 0}, atA.awaitBytes(3));
    assertEquals(SerialLineErrors.NONE, a.lineErrors());
  }

  @Test
  void aBreakEndsTheSessionOfAServedLineAndTheNextShakesHands() throws Exception {
    BlockingQueue<Channel> sessions = new LinkedBlockingQueue<>();
    SerialChannel served =
        open(line.a(), new SessionLoopHandler(HandshakeHandler::server, sessions(sessions)));
    SerialChannel client =
        open(
            line.b(),
            new SessionLoopHandler(
                HandshakeHandler::client, sessions(new LinkedBlockingQueue<>())));
    Channel first = next(sessions);

    receives(served, MARK, 0, 0);
    Ports.await(first.closeFuture());
    // The client has seen nothing of it and is started anew, as by a person.
    Ports.close(client);
    open(line.b(), HandshakeHandler.client());
    assertTrue(next(sessions).isActive());
    assertTrue(served.isActive());
  }

  private SerialChannel open(String port, ChannelHandler handler) {
    return Ports.open(
        new Bootstrap().group(loop).channel(SerialChannel.class).handler(handler), port);
  }

  private static ChannelInitializer<SessionChannel> sessions(BlockingQueue<Channel> started) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(SessionChannel session) {
        started.add(session);
      }
    };
  }

  private static Channel next(BlockingQueue<Channel> sessions) throws InterruptedException {
    Channel session = sessions.poll(30, TimeUnit.SECONDS);
    assertTrue(session != null, "no session");
    return session;
  }

  /** As if the reader had read this. */
  private static void receives(SerialChannel channel, int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    channel.input.received(bytes, bytes.length);
  }
}

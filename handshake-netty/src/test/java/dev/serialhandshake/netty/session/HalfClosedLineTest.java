// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.session;

import static dev.serialhandshake.netty.session.SessionFixture.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.core.HandshakeSettings;
import dev.serialhandshake.netty.HandshakeHandler;
import dev.serialhandshake.netty.HandshakeHandlerSettings;
import dev.serialhandshake.netty.testing.Loops;
import dev.serialhandshake.netty.testing.SocketKind;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Lines whose peer has closed its side, while this side is allowed to go on writing. */
class HalfClosedLineTest {

  @RegisterExtension final Loops loops = new Loops();

  private static final int PEERS = 20;

  private static HandshakeHandler servedLine() {
    return HandshakeHandler.server(
        HandshakeHandlerSettings.builder()
            .handshake(HandshakeSettings.builder().handshakeTimeout(Duration.ZERO).build())
            .closeOnFailure(false)
            .build());
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO_TCP", "EPOLL_TCP", "IO_URING_TCP"})
  void aPeerThatConnectsAndClosesLeavesNoLineOpen(SocketKind transport) throws Exception {
    EventLoopGroup group = loops.ending(transport.loops(1));
    BlockingQueue<Channel> lines = new LinkedBlockingQueue<>();
    Channel listener =
        new ServerBootstrap()
            .group(group)
            .channel(transport.listening())
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel line) {
                    lines.add(line);
                    line.pipeline()
                        .addLast(
                            new SessionLoopHandler(
                                HalfClosedLineTest::servedLine, new SharableAdapter()));
                  }
                })
            .bind(InetAddress.getLoopbackAddress(), 0)
            .sync()
            .channel();
    InetSocketAddress address = (InetSocketAddress) listener.localAddress();
    for (int i = 0; i < PEERS; i++) {
      new Socket(address.getAddress(), address.getPort()).close();
    }
    for (int i = 0; i < PEERS; i++) {
      Channel line = lines.poll(30, TimeUnit.SECONDS);
      assertTrue(line.closeFuture().await(30, TimeUnit.SECONDS), "a line is left open");
    }
    listener.close().sync();
  }

  private static final class SharableAdapter extends ChannelInboundHandlerAdapter {
    @Override
    public boolean isSharable() {
      return true;
    }
  }

  @Test
  void aLineWhoseInputIsShutInASessionIsClosedAfterTheSessionsLastBytes() {
    SessionFixture fixture = new SessionFixture();
    SessionChannel session = fixture.startSession();
    fixture.line.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    assertTrue(fixture.line.isOpen());
    session.writeAndFlush(bytes("the answer"));
    session.close();
    fixture.line.runPendingTasks();
    assertEquals("the answer", fixture.written());
    assertFalse(fixture.line.isOpen());
    fixture.line.finishAndReleaseAll();
  }
}

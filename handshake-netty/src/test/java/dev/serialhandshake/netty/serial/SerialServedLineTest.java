// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.netty.HandshakeHandler;
import dev.serialhandshake.netty.session.SessionChannel;
import dev.serialhandshake.netty.session.SessionLoopHandler;
import dev.serialhandshake.testing.PtyPair;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What happens to the port in the middle of a session. */
@EnabledOnOs(OS.LINUX)
class SerialServedLineTest {

  private static final int MARK = 0xff;

  @TempDir Path directory;

  private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final BlockingQueue<Channel> sessions = new LinkedBlockingQueue<>();
  private final Recorder owner = new Recorder();
  private PtyPair line;
  private SerialChannel served;
  private SerialChannel client;

  @BeforeEach
  void openBothEnds() {
    line = PtyPair.open(directory);
    served =
        open(
            line.a(),
            new SessionLoopHandler(
                HandshakeHandler::server,
                new ChannelInitializer<SessionChannel>() {
                  @Override
                  protected void initChannel(SessionChannel session) {
                    sessions.add(session);
                  }
                }),
            owner);
    client = open(line.b(), HandshakeHandler.client());
  }

  @AfterEach
  void stop() {
    line.close();
    Ports.await(loop.shutdownGracefully(0, 30, TimeUnit.SECONDS));
  }

  private SerialChannel open(String port, ChannelHandler... handlers) {
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loop)
            .channel(SerialChannel.class)
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel.pipeline().addLast(handlers);
                  }
                });
    return Ports.open(bootstrap, port);
  }

  private Channel nextSession() throws InterruptedException {
    Channel session = sessions.poll(30, TimeUnit.SECONDS);
    assertTrue(session != null, "no session");
    return session;
  }

  @Test
  void aBreakEndsTheSessionAndTheNextClientGetsIn() throws Exception {
    Channel first = nextSession();
    SerialBreakTest.receives(served, MARK, 0, 0);
    Ports.await(first.closeFuture());
    // The client has seen nothing of it and is started anew, as by a person.
    Ports.close(client);
    open(line.b(), HandshakeHandler.client());
    assertTrue(nextSession().isActive());
    assertTrue(served.isActive());
  }

  @Test
  void anUnplugEndsTheSessionAndTheOwnerOfTheLineIsToldWhy() throws Exception {
    Channel session = nextSession();
    line.unplug();
    Ports.await(session.closeFuture());
    owner.awaitEvent("inactive");
    SerialPortException cause = (SerialPortException) owner.failures().get(0);
    assertEquals(SerialPortException.Reason.DISCONNECTED, cause.reason());
  }
}

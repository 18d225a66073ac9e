// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.netty.HandshakeHandler;
import dev.serialhandshake.netty.session.SessionChannel;
import dev.serialhandshake.netty.session.SessionLoopHandler;
import dev.serialhandshake.netty.testing.LoopKind;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What happens to the port in the middle of a session. */
@EnabledOnOs(OS.LINUX)
@ParameterizedClass
@EnumSource(names = {"NIO", "EPOLL"})
class SerialServedLineTest {

  private static final int MARK = 0xff;

  @RegisterExtension final Ports ports;

  private final BlockingQueue<Channel> sessions = new LinkedBlockingQueue<>();
  private final PortRecorder owner = new PortRecorder();
  private SerialChannel served;
  private SerialChannel client;

  SerialServedLineTest(LoopKind loop) {
    ports = new Ports(loop);
  }

  @BeforeEach
  void openBothEnds() {
    served =
        open(
            ports.a(),
            new SessionLoopHandler(
                HandshakeHandler::server,
                new ChannelInitializer<SessionChannel>() {
                  @Override
                  protected void initChannel(SessionChannel session) {
                    sessions.add(session);
                  }
                }),
            owner);
    client = open(ports.b(), HandshakeHandler.client());
  }

  private SerialChannel open(String port, ChannelHandler... handlers) {
    ChannelHandler all =
        new ChannelInitializer<Channel>() {
          @Override
          protected void initChannel(Channel channel) {
            channel.pipeline().addLast(handlers);
          }
        };
    // As a real port has it.
    return Ports.open(ports.bootstrap(all).option(SerialChannelOption.LINE_ERRORS, true), port);
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
    open(ports.b(), HandshakeHandler.client());
    assertTrue(nextSession().isActive());
    assertTrue(served.isActive());
  }

  @Test
  void anUnplugEndsTheSessionAndTheOwnerOfTheLineIsToldWhy() throws Exception {
    Channel session = nextSession();
    ports.line().unplug();
    Ports.await(session.closeFuture());
    owner.awaitEvent("inactive");
    SerialPortException cause = (SerialPortException) owner.failures().get(0);
    assertEquals(SerialPortException.Reason.DISCONNECTED, cause.reason());
  }
}

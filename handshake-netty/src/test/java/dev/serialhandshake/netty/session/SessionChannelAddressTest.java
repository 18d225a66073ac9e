// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import org.junit.jupiter.api.Test;

class SessionChannelAddressTest {
  /** A session on a line with these addresses. */
  private static SessionChannel session(SocketAddress local, SocketAddress remote) {
    EmbeddedChannel line =
        new EmbeddedChannel() {
          @Override
          protected SocketAddress localAddress0() {
            return local;
          }

          @Override
          protected SocketAddress remoteAddress0() {
            return remote;
          }
        };
    line.pipeline().addLast(new ChannelInboundHandlerAdapter());
    return new SessionChannel(line.pipeline().lastContext(), () -> {});
  }

  @Test
  void internetAddressesAreThoseOfTheLine() {
    InetSocketAddress local = new InetSocketAddress(InetAddress.getLoopbackAddress(), 7000);
    InetSocketAddress remote = new InetSocketAddress(InetAddress.getLoopbackAddress(), 7001);
    SessionChannel session = session(local, remote);
    assertSame(local, session.localAddress());
    assertSame(remote, session.remoteAddress());
  }

  @Test
  void otherLinesHaveAnUnresolvedHostWithTheirName() {
    SessionChannel session =
        session(UnixDomainSocketAddress.of("/run/line"), UnixDomainSocketAddress.of(""));
    for (InetSocketAddress address :
        new InetSocketAddress[] {session.localAddress(), session.remoteAddress()}) {
      assertEquals("%2Frun%2Fline", address.getHostString());
      assertEquals(0, address.getPort());
      assertTrue(address.isUnresolved());
    }
  }

  @Test
  void lineWithoutAddressesIsNamedByItsId() {
    SessionChannel session = session(null, null);
    assertEquals("line-embedded", session.remoteAddress().getHostString());
  }

  @Test
  void textNamesTheLine() {
    SessionChannel session = session(UnixDomainSocketAddress.of("/run/line"), null);
    assertTrue(session.toString().contains("/run/line"), session.toString());
  }
}

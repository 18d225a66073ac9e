// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.sshd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server's session on a line that it is told of late. */
class LineIoSessionTest {

  private final SshServer server = SshServer.setUpDefaultServer();
  private final HeldBack handshake = new HeldBack();
  private EmbeddedChannel line;

  /** Keeps from those behind that the channel is active, until it is told to. */
  private static final class HeldBack extends ChannelInboundHandlerAdapter {
    private ChannelHandlerContext context;

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
      context = ctx;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {}

    void succeed() {
      context.fireChannelActive();
    }
  }

  @BeforeEach
  void start() throws IOException {
    server.setIoServiceFactoryFactory(new SshLines());
    server.setKeyPairProvider(KeyPairProvider.wrap(SshPeers.newKey()));
    server.start();
    line = new EmbeddedChannel(handshake, SshLines.sessions(server));
  }

  @AfterEach
  void stop() throws IOException {
    line.finishAndReleaseAll();
    server.stop(true);
  }

  @Test
  void anExceptionBeforeTheLineIsInSyncPassesOn() {
    IOException unplugged = new IOException("unplugged");
    line.pipeline().fireExceptionCaught(unplugged);
    assertSame(unplugged, assertThrows(IOException.class, line::checkException));
    assertTrue(server.getActiveSessions().isEmpty());
  }

  @Test
  void aLineThatClosesBeforeItIsInSyncHasNoSession() {
    line.close();
    assertFalse(line.isOpen());
    assertTrue(server.getActiveSessions().isEmpty());
  }

  @Test
  void aReadIsTakenFromItsReaderIndexOn() {
    handshake.succeed();
    byte[] read = "not this, SSH-2.0-client\r\n".getBytes(StandardCharsets.US_ASCII);
    line.writeInbound(Unpooled.wrappedBuffer(read).skipBytes("not this, ".length()));
    assertEquals("SSH-2.0-client", server.getActiveSessions().get(0).getClientVersion());
  }

  @Test
  void theChannelIsToldToBeActiveTwiceAndHasOneSession() {
    handshake.succeed();
    handshake.succeed();
    assertEquals(1, server.getActiveSessions().size());
  }
}

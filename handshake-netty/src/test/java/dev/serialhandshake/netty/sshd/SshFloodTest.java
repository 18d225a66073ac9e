// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.sshd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.netty.testing.Heap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.SshServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Whatever a peer does between a good handshake and a login: memory stays flat, and the line is
 * served again.
 */
class SshFloodTest {
  private static final Duration LOGIN_STEP = Duration.ofSeconds(10);
  private static final int GIGABYTE = 1 << 30;
  private static final int NONCE = 0xb0;
  private static final int UNKNOWN_TYPE = 192;

  private final SshServer server = SshServer.setUpDefaultServer();
  private final AtomicLong clock = new AtomicLong();
  private final BlockingQueue<Session> ended = new LinkedBlockingQueue<>();
  private final LineEnd end = new LineEnd();
  private final EmbeddedChannel line = new EmbeddedChannel(end);

  /** The hardware: reads when it is told to, and takes output or does not. */
  private static final class LineEnd extends ChannelOutboundHandlerAdapter {
    boolean readAsked;
    boolean held;
    private final Queue<Runnable> writes = new ArrayDeque<>();

    @Override
    public void read(ChannelHandlerContext ctx) {
      readAsked = true;
      ctx.read();
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
      if (held) {
        writes.add(() -> ctx.writeAndFlush(message, promise));
      } else {
        ctx.write(message, promise);
      }
    }

    void release() {
      held = false;
      for (Runnable write; (write = writes.poll()) != null; ) {
        write.run();
      }
    }
  }

  @BeforeEach
  void start() throws Exception {
    server.setIoServiceFactoryFactory(new SshLines());
    server.setKeyPairProvider(KeyPairProvider.wrap(SshPeers.newKey()));
    server.setPublickeyAuthenticator((user, key, session) -> false);
    SshKeepAlive.install(server, Duration.ofMinutes(1), 2);
    server.setSessionFactory(new ServedSession.Factory(server, LOGIN_STEP, LOGIN_STEP, clock::get));
    server.addSessionListener(
        new SessionListener() {
          @Override
          public void sessionClosed(Session session) {
            ended.add(session);
          }
        });
    server.start();
    line.freezeTime();
    line.pipeline().addLast(SshLines.loop(server));
  }

  @AfterEach
  void stop() throws Exception {
    end.release();
    line.finishAndReleaseAll();
    server.stop(true);
  }

  private void reads(byte[] bytes) {
    end.readAsked = false;
    line.writeInbound(Unpooled.wrappedBuffer(bytes));
  }

  private void reads(String text) {
    reads(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private void discardOutput() {
    for (ByteBuf out; (out = line.readOutbound()) != null; ) {
      out.release();
    }
  }

  private void shakeHands() {
    discardOutput();
    reads(new byte[] {0x16, (byte) NONCE});
    ByteBuf synAck = line.readOutbound();
    assertEquals(0x06, synAck.getByte(0));
    reads(new byte[] {0x06, (byte) (synAck.getByte(2) + 1)});
    synAck.release();
    discardOutput();
  }

  private void shakeHandsAndSay(String text) {
    shakeHands();
    reads(text);
    assertEquals(1, server.getActiveSessions().size());
  }

  /** The server's timer acts on another thread, whose tasks for the line are run here. */
  private void passes(Duration time) throws Exception {
    clock.addAndGet(time.toNanos());
    long deadline = System.nanoTime() + SshPeers.DEADLINE.toNanos();
    while (!server.getActiveSessions().isEmpty()) {
      assertTrue(System.nanoTime() < deadline, "the session does not end");
      ended.poll(20, TimeUnit.MILLISECONDS);
      line.advanceTimeBy(20, TimeUnit.MILLISECONDS); // a line that is held is given up in time
      line.runPendingTasks();
      if (!end.held) {
        discardOutput();
      }
    }
    line.runPendingTasks();
  }

  private void assertTheNextClientGetsIn() {
    line.advanceTimeBy(1, TimeUnit.SECONDS);
    line.runScheduledPendingTasks();
    assertEquals(0, server.getActiveSessions().size());
    shakeHandsAndSay("SSH-2.0-next\r\n");
  }

  /** An SSH packet as it is before the key exchange. */
  private static byte[] packet(int type, int length) {
    ByteBuf packet = Unpooled.buffer(length);
    packet.writeInt(length - 4).writeByte(4).writeByte(type);
    if (type == SshConstants.SSH_MSG_IGNORE) {
      packet.writeInt(length - 4 - 1 - 1 - 4 - 4);
    }
    return packet.writerIndex(length).array();
  }

  private static byte[] repeated(byte[] packet, int times) {
    ByteBuf all = Unpooled.buffer(packet.length * times);
    for (int i = 0; i < times; i++) {
      all.writeBytes(packet);
    }
    return all.array();
  }

  @Test
  void identWithoutAnEnd() throws Exception {
    byte[] text = "x".repeat(1 << 16).getBytes(StandardCharsets.US_ASCII);
    shakeHandsAndSay("SSH-");
    Heap.assertFlat(
        () -> {
          for (long sent = 0; sent < GIGABYTE; sent += text.length) {
            reads(text);
            discardOutput();
          }
        });
    passes(Duration.ZERO);
    assertTheNextClientGetsIn();
  }

  @Test
  void packetThatClaimsToBeHuge() throws Exception {
    shakeHandsAndSay("SSH-2.0-test\r\n");
    reads("\177\177\177\177");
    passes(Duration.ZERO);
    assertTheNextClientGetsIn();
  }

  @Test
  void largestPacketThatNeverEnds() throws Exception {
    shakeHandsAndSay("SSH-2.0-test\r\n");
    byte[] begun = packet(SshConstants.SSH_MSG_IGNORE, 256 * 1024);
    Heap.assertFlat(
        () -> {
          for (int i = 0; i < begun.length - 1; i += 1024) {
            reads(Arrays.copyOfRange(begun, i, Math.min(i + 1024, begun.length - 1)));
          }
        });
    passes(LOGIN_STEP.plusSeconds(1));
    assertTheNextClientGetsIn();
  }

  @Test
  void packetsWithoutAnEnd() throws Exception {
    shakeHandsAndSay("SSH-2.0-test\r\n");
    byte[] packets = repeated(packet(SshConstants.SSH_MSG_IGNORE, 32 * 1024), 4);
    Heap.assertFlat(
        () -> {
          for (long sent = 0; sent < GIGABYTE; sent += packets.length) {
            reads(packets);
            discardOutput();
          }
        });
    passes(LOGIN_STEP.plusSeconds(1));
    assertTheNextClientGetsIn();
  }

  @Test
  void clientThatSendsAndNeverReads() throws Exception {
    CoreModuleProperties.DISCONNECT_TIMEOUT.set(server, Duration.ofMillis(100));
    shakeHandsAndSay("SSH-2.0-test\r\n");
    end.held = true;
    // Each is answered with as many bytes: "not implemented".
    byte[] questions = repeated(packet(UNKNOWN_TYPE, 16), 64);
    int bytes = 0;
    while (end.readAsked && bytes < 100_000_000) {
      reads(questions);
      bytes += questions.length;
    }
    assertTrue(bytes > 10_000, "only " + bytes + " bytes were read");
    assertTrue(bytes < 200_000, bytes + " bytes were read");
    passes(LOGIN_STEP.plusSeconds(1));
    end.release();
    discardOutput();
    assertTheNextClientGetsIn();
  }
}

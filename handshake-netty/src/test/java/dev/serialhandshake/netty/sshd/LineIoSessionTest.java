// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.sshd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.common.future.CloseFuture;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.apache.sshd.server.SshServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server's session on a line that it is told of late. */
class LineIoSessionTest {

  private final SshServer server = SshServer.setUpDefaultServer();
  private final HeldBack handshake = new HeldBack();
  private final Output output = new Output();
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

  /** What a slow line has not taken yet. */
  private static final class Output extends ChannelOutboundHandlerAdapter {
    private final Queue<Runnable> writes = new ArrayDeque<>();

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
      writes.add(() -> ctx.writeAndFlush(message, promise));
    }

    void takeAll() {
      for (Runnable write; (write = writes.poll()) != null; ) {
        write.run();
      }
    }
  }

  @BeforeEach
  void start() throws IOException {
    server.setIoServiceFactoryFactory(new SshLines());
    server.setKeyPairProvider(KeyPairProvider.wrap(SshPeers.newKey()));
    server.start();
    line = new EmbeddedChannel(output, handshake, SshLines.sessions(server));
  }

  @AfterEach
  void stop() throws IOException {
    output.takeAll();
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

  private IoSession session() {
    handshake.succeed();
    output.takeAll(); // the server's ident
    return server.getActiveSessions().get(0).getIoSession();
  }

  private void assertReads(boolean expected) {
    assertEquals(expected, line.config().isAutoRead());
  }

  private static void writeALot(IoSession session) throws IOException {
    session.writeBuffer(new ByteArrayBuffer(new byte[100_000]));
  }

  @Test
  void readsThatTheUserSuspendsStaySuspendedWhenAWriteCompletes() throws IOException {
    IoSession session = session();
    session.suspendRead();
    session.suspendRead();
    session.writeBuffer(new ByteArrayBuffer(new byte[1]));
    output.takeAll();
    assertReads(false);
    session.resumeRead();
    assertReads(true);
    session.resumeRead();
    assertReads(true);
  }

  @Test
  void aUserWhoResumesReadsDoesNotLiftTheLimitOnAClientThatDoesNotRead() throws IOException {
    IoSession session = session();
    writeALot(session);
    assertReads(false);
    session.suspendRead();
    session.resumeRead();
    assertReads(false);
    output.takeAll();
    assertReads(true);
  }

  @Test
  void theLimitThatIsLiftedDoesNotResumeReadsThatTheUserSuspended() throws IOException {
    IoSession session = session();
    writeALot(session);
    session.suspendRead();
    output.takeAll();
    assertReads(false);
    session.resumeRead();
    assertReads(true);
  }

  @Test
  void readsMayBeSuspendedOnAnyThread() throws Exception {
    IoSession session = session();
    Thread other =
        new Thread(
            () -> {
              session.suspendRead();
              assertReads(false);
              session.resumeRead();
              session.suspendRead();
            });
    other.start();
    other.join();
    line.runPendingTasks();
    assertReads(false);
    session.resumeRead();
    assertReads(true);
  }

  @Test
  void aSessionThatHasEndedNeedsNoReads() throws IOException {
    IoSession session = session();
    line.close();
    session.suspendRead();
    session.resumeRead();
    assertFalse(line.isOpen());
  }

  @Test
  void theAddressWhereAClientWasAcceptedIsTheLine() throws IOException {
    InetSocketAddress accepted = (InetSocketAddress) session().getAcceptanceAddress();
    assertEquals("embedded", accepted.getHostString());
  }

  /** What the line was sent since the server's ident and its list of algorithms, as text. */
  private String sent() {
    StringBuilder sent = new StringBuilder();
    line.runPendingTasks();
    for (ByteBuf out; (out = line.readOutbound()) != null; out.release()) {
      sent.append(out.toString(StandardCharsets.ISO_8859_1));
    }
    return sent.toString();
  }

  private void passes(long millis) {
    line.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
    line.runScheduledPendingTasks();
  }

  private static final String GOODBYE = "the session is closed";

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theGoodbyeComesAfterOutputThatWaitedWhenTheSessionWasClosed(boolean atOnce)
      throws Exception {
    line.freezeTime();
    IoSession session = session();
    sent();
    session.writeBuffer(new ByteArrayBuffer("earlier ".getBytes(StandardCharsets.US_ASCII)));
    session.writeBuffer(new ByteArrayBuffer("output ".getBytes(StandardCharsets.US_ASCII)));
    CloseFuture closed = server.getActiveSessions().get(0).close(atOnce);
    assertEquals("", sent());
    assertTrue(line.isOpen());
    while (line.isOpen() && !output.writes.isEmpty()) {
      output.takeAll();
    }
    String sent = sent();
    assertTrue(sent.startsWith("earlier output "), sent);
    assertTrue(sent.contains(GOODBYE), sent);
    assertFalse(line.isOpen());
    assertTrue(closed.isClosed());
  }

  @Test
  void aLineThatTakesNothingIsClosedAtTheDeadline() throws IOException {
    line.freezeTime();
    IoSession session = session();
    session.writeBuffer(new ByteArrayBuffer(new byte[1]));
    CloseFuture closed = server.getActiveSessions().get(0).close(true);
    passes(LastWrite.DEADLINE.toMillis() - 1);
    assertTrue(line.isOpen());
    passes(1);
    assertFalse(line.isOpen());
    assertTrue(closed.isClosed());
  }

  /** Whoever stops a server waits, so the line can take nothing more. */
  @Test
  void aServerThatIsStoppedOnTheEventLoopOfALineDoesNotWaitForIt() throws IOException {
    line.freezeTime();
    session().writeBuffer(new ByteArrayBuffer(new byte[1]));
    server.stop(true);
    assertFalse(line.isOpen());
  }
}

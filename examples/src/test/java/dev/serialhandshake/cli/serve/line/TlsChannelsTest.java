// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.line;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.cli.console.CommandFailure;
import dev.serialhandshake.cli.console.ExitCode;
import dev.serialhandshake.cli.line.BadCertificate;
import dev.serialhandshake.cli.line.LineAddress;
import dev.serialhandshake.cli.line.LineFailures;
import dev.serialhandshake.cli.line.TestCertificate;
import dev.serialhandshake.cli.line.TlsServer;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.util.ReferenceCountUtil;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** TLS as Netty's channels, against the JDK's sockets of TLS. */
@Timeout(120)
class TlsChannelsTest {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir private static Path folder;

  private static EventLoopGroup loops;
  private static TestCertificate ca;
  private static TestCertificate server;

  @BeforeAll
  static void makeCertificates() throws Exception {
    loops = Transport.newEventLoops();
    ca = TestCertificate.ca("Our CA");
    server = ca.issue("127.0.0.1");
  }

  @AfterAll
  static void stop() throws Exception {
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
  }

  /** Puts into words what the handlers of a line see. */
  private static final class Seen extends ChannelInboundHandlerAdapter {

    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final CompletableFuture<Boolean> wasAddedBefore = new CompletableFuture<>();
    private boolean added; // on the event loop

    String next() throws InterruptedException {
      return String.valueOf(events.poll(30, TimeUnit.SECONDS));
    }

    @Override
    public void handlerAdded(ChannelHandlerContext line) {
      added = true;
      events.add(line.channel().isActive() ? "added" : "added too early");
    }

    @Override
    public void channelActive(ChannelHandlerContext line) {
      events.add("active");
    }

    @Override
    public void channelRead(ChannelHandlerContext line, Object message) {
      events.add("read " + ((ByteBuf) message).toString(US_ASCII));
      ReferenceCountUtil.release(message);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext line, Throwable cause) {
      events.add(String.valueOf(cause.getMessage()));
    }

    @Override
    public void channelInactive(ChannelHandlerContext line) {
      events.add("inactive");
    }
  }

  private static ChannelFuture open(TlsServer peer, Seen seen, Duration limit) throws Exception {
    LineAddress.Tcp line = (LineAddress.Tcp) LineAddress.parse(peer.line());
    return TlsChannels.open(
            new Bootstrap().group(loops),
            line.address().resolve(),
            line,
            ca.trust(folder).engine(line),
            seen,
            limit)
        .addListener(opened -> seen.wasAddedBefore.complete(seen.added))
        .await();
  }

  private static void assertRefused(ExitCode code, String words, TlsServer peer, Duration limit)
      throws Exception {
    Seen seen = new Seen();
    ChannelFuture opened = open(peer, seen, limit);
    assertFalse(opened.isSuccess());
    CommandFailure e = LineFailures.opening(LineAddress.parse(peer.line()), opened.cause());
    assertEquals(code, e.code(), e.getMessage());
    assertTrue(e.getMessage().contains(words), e.getMessage());
    opened.channel().closeFuture().sync();
    assertTrue(seen.events.isEmpty(), seen.events.toString());
  }

  @Test
  void aLineIsActiveWhenTlsIsEstablished() throws Exception {
    try (TlsServer peer = new TlsServer(server, TlsServer::echo)) {
      Seen seen = new Seen();
      Channel line = open(peer, seen, LIMIT).sync().channel();
      assertTrue(
          seen.wasAddedBefore.get(30, TimeUnit.SECONDS), "open before its handlers are there");
      assertEquals("added", seen.next());
      assertEquals("active", seen.next());
      line.writeAndFlush(Unpooled.copiedBuffer("x", US_ASCII)).sync();
      assertEquals("read x", seen.next());
      line.close().sync();
      assertEquals("inactive", seen.next());
    }
  }

  @ParameterizedTest
  @EnumSource
  void aBadCertificateIsRefused(BadCertificate bad) throws Exception {
    try (TlsServer peer = new TlsServer(bad.from(ca), TlsServer::echo)) {
      assertRefused(bad.code(), bad.words(), peer, LIMIT);
    }
  }

  @Test
  void aPortWithoutTlsIsTold() throws Exception {
    try (TlsServer peer = new TlsServer(server, TlsServer::raw)) {
      assertRefused(
          ExitCode.NO_TLS, "speaks no TLS; if it is not encrypted, use tcp:127", peer, LIMIT);
    }
  }

  @Test
  void aPortThatDoesNotAnswerIsTold() throws Exception {
    try (TlsServer peer = new TlsServer(server, TlsServer::silent)) {
      assertRefused(ExitCode.NO_TLS, "within 300 ms", peer, Duration.ofMillis(300));
    }
  }

  @Test
  void aPortThatHangsUpIsTold() throws Exception {
    try (TlsServer peer = new TlsServer(server, (tls, raw) -> raw.close())) {
      assertRefused(ExitCode.NO_TLS, "closed the connection during the TLS", peer, LIMIT);
    }
  }

  /** Though the connection below stays open. */
  @Test
  void anAnnouncedEndIsTheEndOfTheLine() throws Exception {
    TlsServer.Behaviour halfClosing =
        (tls, raw) -> {
          tls.getOutputStream().write('x');
          tls.shutdownOutput();
          raw.getInputStream().transferTo(OutputStream.nullOutputStream());
        };
    try (TlsServer peer = new TlsServer(server, halfClosing)) {
      Seen seen = new Seen();
      Channel line = open(peer, seen, LIMIT).channel();
      line.closeFuture().sync();
      assertEquals("added", seen.next());
      assertEquals("active", seen.next());
      assertEquals("read x", seen.next());
      assertEquals("inactive", seen.next());
    }
  }

  @Test
  void whatIsNoTlsAnyMoreBreaksTheLine() throws Exception {
    TlsServer.Behaviour broken =
        (tls, raw) -> {
          tls.startHandshake();
          raw.getOutputStream().write("no record of TLS".getBytes(US_ASCII));
          raw.getInputStream().transferTo(OutputStream.nullOutputStream());
        };
    try (TlsServer peer = new TlsServer(server, broken)) {
      Seen seen = new Seen();
      Channel line = open(peer, seen, LIMIT).channel();
      line.closeFuture().sync();
      assertEquals("added", seen.next());
      assertEquals("active", seen.next());
      String told = seen.next();
      assertTrue(told.startsWith("TLS failed: "), told);
      assertEquals("inactive", seen.next());
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.line;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.cli.console.CommandFailure;
import dev.serialhandshake.cli.console.ExitCode;
import dev.serialhandshake.cli.console.Threads;
import dev.serialhandshake.netty.serial.SerialSettings;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS as streams, against the JDK's sockets of TLS, and Netty's handler. */
@Timeout(120)
class TlsLineTest {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir private static Path folder;

  private static TestCertificate ca;
  private static TestCertificate server;

  @BeforeAll
  static void makeCertificates() throws Exception {
    ca = TestCertificate.ca("Our CA");
    server = ca.issue("127.0.0.1", "localhost");
  }

  private static OpenLine open(String line, Duration limit) throws Exception {
    LineAddress address = LineAddress.parse(line);
    return Lines.open(address, SerialSettings.defaults(), ca.trust(folder), limit);
  }

  private static void assertRefused(ExitCode code, String words, String line, Duration limit) {
    CommandFailure e = assertThrows(CommandFailure.class, () -> open(line, limit));
    assertEquals(code, e.code(), e.getMessage());
    assertTrue(e.getMessage().startsWith(line + ": "), e.getMessage());
    assertTrue(e.getMessage().contains(words), e.getMessage());
  }

  private static void assertComeBack(OpenLine line, byte[] sent) throws Exception {
    CompletableFuture<Void> writing =
        CompletableFuture.runAsync(
            () -> {
              try {
                line.out().write(sent);
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            },
            Threads.BLOCKING);
    assertArrayEquals(sent, line.in().readNBytes(sent.length));
    writing.get(30, TimeUnit.SECONDS);
  }

  private static byte[] someBytes() {
    byte[] bytes = new byte[100_000];
    new Random(1).nextBytes(bytes);
    return bytes;
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void allBytesPassBothWays(String protocol) throws Exception {
    TlsServer.Behaviour echo =
        (tls, raw) -> {
          tls.setEnabledProtocols(new String[] {protocol});
          TlsServer.echo(tls, raw);
        };
    try (TlsServer peer = new TlsServer(server, echo);
        OpenLine line = open("tls:localhost:" + peer.port(), LIMIT)) {
      assertComeBack(line, someBytes());
    }
  }

  @Test
  void oldVersionsAreRefused() throws Exception {
    TlsServer.Behaviour old =
        (tls, raw) -> {
          tls.setEnabledProtocols(new String[] {"TLSv1.1"});
          TlsServer.echo(tls, raw);
        };
    try (TlsServer peer = new TlsServer(server, old)) {
      assertRefused(ExitCode.NO_TLS, "", peer.line(), LIMIT);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aBadCertificateIsRefused(BadCertificate bad) throws Exception {
    try (TlsServer peer = new TlsServer(bad.from(ca), TlsServer::echo)) {
      assertRefused(bad.code(), bad.words(), peer.line(), LIMIT);
    }
  }

  /** The JDK does not look at the time of a certificate that is trusted by itself. */
  @Test
  void aTrustedCertificateHasToBeValidToday() throws Exception {
    Instant yesterday = Instant.now().minus(Duration.ofDays(1));
    TestCertificate old =
        TestCertificate.selfSigned(yesterday.minus(Duration.ofDays(9)), yesterday, "127.0.0.1");
    TlsTrust trust = old.trust(folder);
    try (TlsServer peer = new TlsServer(old, TlsServer::echo)) {
      CommandFailure e =
          assertThrows(
              CommandFailure.class,
              () ->
                  Lines.open(
                      LineAddress.parse(peer.line()), SerialSettings.defaults(), trust, LIMIT));
      assertEquals(ExitCode.CERTIFICATE_OUT_OF_DATE, e.code(), e.getMessage());
    }
  }

  @Test
  void aPortWithoutTlsIsTold() throws Exception {
    try (TlsServer peer = new TlsServer(server, TlsServer::raw)) {
      String tcp = "use tcp:127.0.0.1:" + peer.port() + " as the LINE";
      assertRefused(
          ExitCode.NO_TLS, "speaks no TLS; if it is not encrypted, " + tcp, peer.line(), LIMIT);
      String telnet = "use telnet:127.0.0.1:" + peer.port() + " as the LINE";
      assertRefused(ExitCode.NO_TLS, telnet, peer.line().replace("tls:", "telnets:"), LIMIT);
    }
  }

  @Test
  void aPortThatDoesNotAnswerIsTold() throws Exception {
    try (TlsServer peer = new TlsServer(server, TlsServer::silent)) {
      assertRefused(
          ExitCode.NO_TLS,
          "has not finished the TLS handshake within ",
          peer.line(),
          Duration.ofMillis(300));
    }
  }

  @Test
  void aPortThatHangsUpIsTold() throws Exception {
    try (TlsServer peer = new TlsServer(server, (tls, raw) -> raw.close())) {
      assertRefused(ExitCode.NO_TLS, "closed the connection during the TLS", peer.line(), LIMIT);
    }
  }

  @Test
  void anAnnouncedEndIsTheEnd() throws Exception {
    TlsServer.Behaviour halfClosing =
        (tls, raw) -> {
          tls.getOutputStream().write('x');
          tls.shutdownOutput();
          raw.getInputStream().transferTo(OutputStream.nullOutputStream());
        };
    try (TlsServer peer = new TlsServer(server, halfClosing);
        OpenLine line = open(peer.line(), LIMIT)) {
      assertEquals('x', line.in().read());
      assertEquals(-1, line.in().read());
    }
  }

  @Test
  void anEndThatNobodyAnnouncedIsALostLine() throws Exception {
    TlsServer.Behaviour cutting =
        (tls, raw) -> {
          tls.getOutputStream().write('x');
          raw.shutdownOutput();
          raw.getInputStream().transferTo(OutputStream.nullOutputStream());
        };
    try (TlsServer peer = new TlsServer(server, cutting);
        OpenLine line = open(peer.line(), LIMIT)) {
      assertEquals('x', line.in().read());
      LineException e = assertThrows(LineException.class, () -> line.in().read());
      assertEquals(ExitCode.LINE_CLOSED, e.code());
      assertTrue(e.getMessage().contains("was cut off"), e.getMessage());
    }
  }

  /** In TLS 1.3 they may come at any time. */
  @Test
  void newKeysAreTaken() throws Exception {
    TlsServer.Behaviour renewing =
        (tls, raw) -> {
          for (int next = tls.getInputStream().read();
              next >= 0;
              next = tls.getInputStream().read()) {
            tls.startHandshake();
            tls.getOutputStream().write(next);
          }
        };
    try (TlsServer peer = new TlsServer(server, renewing);
        OpenLine line = open(peer.line(), LIMIT)) {
      for (int value = 0; value < 10; value++) {
        line.out().write(value);
        assertEquals(value, line.in().read());
      }
    }
  }

  /** TLS 1.2 has it, TLS 1.3 has not. */
  @Test
  void aSecondHandshakeIsRefused() throws Exception {
    TlsServer.Behaviour again =
        (tls, raw) -> {
          tls.setEnabledProtocols(new String[] {"TLSv1.2"});
          tls.startHandshake();
          tls.startHandshake();
          TlsServer.echo(tls, raw);
        };
    try (TlsServer peer = new TlsServer(server, again);
        OpenLine line = open(peer.line(), LIMIT)) {
      LineException e = assertThrows(LineException.class, () -> line.in().read());
      assertTrue(e.getMessage().contains("second TLS handshake"), e.getMessage());
    }
  }

  @Test
  void aCloseIsAnnounced() throws Exception {
    EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    CompletableFuture<SslHandler> accepted = new CompletableFuture<>();
    SSLEngine engine = server.server().createSSLEngine();
    engine.setUseClientMode(false);
    try {
      Channel listener =
          new ServerBootstrap()
              .group(loops)
              .channel(NioServerSocketChannel.class)
              .childHandler(
                  new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                      SslHandler tls = new SslHandler(engine);
                      channel.pipeline().addLast(tls);
                      accepted.complete(tls);
                    }
                  })
              .bind("127.0.0.1", 0)
              .sync()
              .channel();
      int port = ((InetSocketAddress) listener.localAddress()).getPort();
      open("tls:127.0.0.1:" + port, LIMIT).close();
      accepted.get(30, TimeUnit.SECONDS).sslCloseFuture().sync(); // throws where it was cut off
    } finally {
      loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }
  }

  @Test
  void aCloseEndsAReadAndAWriteThatHang() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    TlsServer.Behaviour deaf =
        (tls, raw) -> {
          tls.startHandshake();
          try {
            over.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };
    try (TlsServer peer = new TlsServer(server, deaf)) {
      OpenLine line = open(peer.line(), LIMIT);
      CountDownLatch writing = new CountDownLatch(2);
      CompletableFuture<Void> reader =
          CompletableFuture.runAsync(
              () -> {
                writing.countDown();
                assertThrows(IOException.class, () -> line.in().read());
              },
              Threads.BLOCKING);
      CompletableFuture<Void> writer =
          CompletableFuture.runAsync(
              () -> {
                writing.countDown();
                assertThrows(IOException.class, () -> writeForEver(line));
              },
              Threads.BLOCKING);
      assertTrue(writing.await(30, TimeUnit.SECONDS));
      line.close();
      reader.get(30, TimeUnit.SECONDS);
      writer.get(30, TimeUnit.SECONDS);
    } finally {
      over.countDown();
    }
  }

  private static void writeForEver(OpenLine line) throws IOException {
    byte[] block = new byte[65536];
    while (true) {
      line.out().write(block);
    }
  }
}

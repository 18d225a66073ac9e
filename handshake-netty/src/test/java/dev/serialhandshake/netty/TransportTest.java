// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.core.ClientBegins;
import dev.serialhandshake.core.FailureReason;
import dev.serialhandshake.core.HandshakeException;
import dev.serialhandshake.core.HandshakeSettings;
import dev.serialhandshake.netty.testing.Loops;
import dev.serialhandshake.netty.testing.SocketKind;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same behaviour over every transport. */
class TransportTest {

  @RegisterExtension final Loops loops = new Loops();

  private static final String KINDS = "dev.serialhandshake.netty.TestLine#kinds";

  private static final String BOOT = "\r\nU-Boot 2024.01 \u0006\u0015\u0016 login: ";
  private static final String HELLO = "SSH-2.0-near\r\n";
  private static final String LONG = "SSH-2.0-far\r\n" + "0123456789".repeat(50_000);

  /** Waits so long that a slow machine makes no second attempt. */
  static HandshakeSettings.Builder patient() {
    return HandshakeSettings.builder()
        .attemptTimeout(Duration.ofSeconds(20))
        .finalAckTimeout(Duration.ofSeconds(20));
  }

  private static HandshakeHandler client() {
    return HandshakeHandler.client(Stage.settings(patient()).build());
  }

  private static HandshakeHandler server() {
    return HandshakeHandler.server(Stage.settings(patient()).build());
  }

  @ParameterizedTest
  @MethodSource(KINDS)
  void bytesGoThroughAfterNoise(TestLine.Kind kind) throws Exception {
    exchange(
        kind,
        new End(client(), true, BOOT, HELLO, LONG),
        new End(server(), true, BOOT, LONG, HELLO));
  }

  @ParameterizedTest
  @MethodSource(KINDS)
  void theEndThatListensMayBeTheClient(TestLine.Kind kind) throws Exception {
    exchange(
        kind,
        new End(server(), true, BOOT, HELLO, LONG),
        new End(client(), true, BOOT, LONG, HELLO));
  }

  @ParameterizedTest
  @MethodSource(KINDS)
  void bytesGoThroughWithoutAutoRead(TestLine.Kind kind) throws Exception {
    exchange(
        kind,
        new End(client(), false, BOOT, HELLO, LONG),
        new End(server(), false, BOOT, LONG, HELLO));
  }

  @ParameterizedTest
  @MethodSource(KINDS)
  void bytesGoThroughWhenTheServerWaitsForConfirmation(TestLine.Kind kind) throws Exception {
    HandshakeHandlerSettings confirm =
        Stage.settings(patient().clientBegins(ClientBegins.TEXT)).build();
    exchange(
        kind,
        new End(client(), true, BOOT, HELLO, LONG),
        new End(HandshakeHandler.server(confirm), true, BOOT, LONG, HELLO));
  }

  private static void exchange(TestLine.Kind kind, End near, End far) throws Exception {
    try (TestLine line = kind.open(near, far)) {
      assertEquals(BOOT.length(), near.report().discardedBytes());
      assertEquals(BOOT.length(), far.report().discardedBytes());
      assertEquals(LONG, near.heard());
      assertEquals(HELLO, far.heard());
      assertNull(line.near.pipeline().get(HandshakeHandler.class));
      assertNull(line.far.pipeline().get(HandshakeHandler.class));
    }
  }

  @ParameterizedTest
  @MethodSource(KINDS)
  void lineThatEndsFailsTheHandshake(TestLine.Kind kind) throws Exception {
    End near = End.of(server());
    try (TestLine line = kind.open(near, new ChannelInboundHandlerAdapter())) {
      line.cut();
      assertEquals(FailureReason.LINE_CLOSED, ((HandshakeException) near.failure()).reason());
      near.awaitInactive();
    }
  }

  static Stream<TestLine.Kind> thoseThatHalfClose() {
    return TestLine.kinds().filter(TestLine.Kind::canHalfClose);
  }

  @ParameterizedTest
  @MethodSource("thoseThatHalfClose")
  void peerThatClosesItsOutputFailsTheHandshake(TestLine.Kind kind) throws Exception {
    End near = End.of(server());
    try (TestLine line = kind.open(near, new ChannelInboundHandlerAdapter())) {
      ((DuplexChannel) line.far).shutdownOutput();
      assertEquals(FailureReason.LINE_CLOSED, ((HandshakeException) near.failure()).reason());
      near.awaitInactive();
    }
  }

  @ParameterizedTest
  @MethodSource("thoseThatHalfClose")
  void aHandshakeOnALineWhoseInputIsShutFailsAtOnce(TestLine.Kind kind) throws Exception {
    ChannelInboundHandlerAdapter nothing = new ChannelInboundHandlerAdapter();
    try (TestLine line = kind.open(nothing, new ChannelInboundHandlerAdapter())) {
      ((DuplexChannel) line.near).shutdownInput().sync();
      HandshakeHandler late = server();
      line.near.pipeline().addLast(late).addLast(new ChannelInboundHandlerAdapter());
      assertTrue(late.handshakeFuture().await(30, TimeUnit.SECONDS), "the handshake hangs");
      HandshakeException failure = (HandshakeException) late.handshakeFuture().cause();
      assertEquals(FailureReason.LINE_CLOSED, failure.reason());
    }
  }

  /** Netty's Unix sockets of NIO fire no event when their own input is shut. */
  static Stream<TestLine.Kind> thoseThatTellOfTheirOwnShutdown() {
    return thoseThatHalfClose().filter(kind -> !kind.equals(TestLine.on(SocketKind.NIO_UNIX)));
  }

  @ParameterizedTest
  @MethodSource("thoseThatTellOfTheirOwnShutdown")
  void ownShutdownOfTheInputFailsTheHandshake(TestLine.Kind kind) throws Exception {
    End near = End.of(server());
    try (TestLine line = kind.open(near, new ChannelInboundHandlerAdapter())) {
      ((DuplexChannel) line.near).shutdownInput().sync();
      assertEquals(FailureReason.LINE_CLOSED, ((HandshakeException) near.failure()).reason());
      near.awaitInactive();
    }
  }

  @ParameterizedTest
  @MethodSource(KINDS)
  void silentPeerFailsTheHandshakeInTime(TestLine.Kind kind) throws Exception {
    End near =
        End.of(
            HandshakeHandler.client(
                Stage.settings(HandshakeSettings.builder().handshakeTimeout(Duration.ofMillis(20)))
                    .build()));
    try (TestLine line = kind.open(near, new ChannelInboundHandlerAdapter())) {
      assertEquals(FailureReason.PEER_SILENT, ((HandshakeException) near.failure()).reason());
      near.awaitInactive();
      assertFalse(line.near.isOpen());
    }
  }

  @ParameterizedTest
  @MethodSource(KINDS)
  void closeInTheMiddleEndsTheHandshake(TestLine.Kind kind) throws Exception {
    End near = End.of(client());
    try (TestLine line = kind.open(near, new ChannelInboundHandlerAdapter())) {
      line.near.close();
      assertEquals(FailureReason.ABANDONED, ((HandshakeException) near.failure()).reason());
      near.awaitInactive();
    }
  }

  @Test
  void refusedConnectFailsTheHandshake() throws Exception {
    int closedPort;
    try (ServerSocket reserved = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closedPort = reserved.getLocalPort();
    }
    EventLoopGroup group = loops.nio();
    End near = End.of(client());
    ChannelFuture connected =
        new Bootstrap()
            .group(group)
            .channel(NioSocketChannel.class)
            .handler(near)
            .connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), closedPort));
    HandshakeException failure = (HandshakeException) near.failure();
    assertEquals(FailureReason.LINE_CLOSED, failure.reason());
    connected.await(30, TimeUnit.SECONDS);
    assertEquals(connected.cause(), failure.getCause());
    String message = String.valueOf(failure.getMessage());
    assertEquals("the line was not opened: " + connected.cause().getMessage(), message);
  }
}

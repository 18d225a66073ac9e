// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.serialhandshake.netty.serial.SerialAddress;
import dev.serialhandshake.netty.serial.SerialChannel;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The programs of README.md clear a line, and each end hears the other's greeting. */
@Timeout(120)
class ReadmeProgramsIT {

  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

  @TempDir Path folder;

  @BeforeEach
  void nothingToldYet() {
    ReadmePrograms.LOG.clear();
  }

  @AfterEach
  void end() throws InterruptedException {
    loops.shutdownGracefully(0, 60, TimeUnit.SECONDS).sync();
  }

  @Test
  void theTcpProgramsMeet() throws Exception {
    Channel listening = ReadmePrograms.tcpServer(loops, 0).sync().channel();
    int port = ((InetSocketAddress) listening.localAddress()).getPort();
    ReadmePrograms.tcpClient(loops, "127.0.0.1", port).sync();
    bothEndsHearAGreeting();
  }

  @Test
  void theSerialProgramsMeet() throws Exception {
    try (PtyLine line = new PtyLine(folder)) {
      ReadmePrograms.serialServer(loops, line.a).sync();
      ReadmePrograms.serialClient(loops, line.b).sync();
      bothEndsHearAGreeting();
      end(); // before the line goes
    }
  }

  @Test
  void theClientIsToldWhyThereIsNoHandshake() throws Exception {
    try (ServerSocket closes = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Channel line = ReadmePrograms.tcpClient(loops, "127.0.0.1", closes.getLocalPort()).channel();
      closes.accept().close();
      awaitToldBy("no handshake: ");
      line.closeFuture().await(60, TimeUnit.SECONDS);
      assertFalse(line.isOpen());
    }
  }

  /** A port without a handshake: what the next handlers write goes out as it is. */
  @Test
  void aSerialChannelNeedsNoHandshake() throws Exception {
    try (PtyLine line = new PtyLine(folder)) {
      Channel a = port(line.a, new ChannelInboundHandlerAdapter());
      CompletableFuture<String> heard = new CompletableFuture<>();
      port(line.b, new Hears("no handshake".length(), heard));
      a.writeAndFlush(Unpooled.copiedBuffer("no handshake", US_ASCII));
      assertEquals("no handshake", heard.get(60, TimeUnit.SECONDS));
      end(); // before the line goes
    }
  }

  /** Keeps what it reads until that is long enough. */
  private static final class Hears extends SimpleChannelInboundHandler<ByteBuf> {
    private final int length;
    private final CompletableFuture<String> whole;
    private final StringBuilder heard = new StringBuilder();

    Hears(int length, CompletableFuture<String> whole) {
      this.length = length;
      this.whole = whole;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext port, ByteBuf bytes) {
      heard.append(bytes.toString(US_ASCII));
      if (heard.length() >= length) {
        whole.complete(heard.toString());
      }
    }
  }

  private Channel port(String device, ChannelHandler handler) throws InterruptedException {
    return new Bootstrap()
        .group(loops)
        .channel(SerialChannel.class)
        .handler(handler)
        .connect(new SerialAddress(device))
        .sync()
        .channel();
  }

  private static void bothEndsHearAGreeting() throws InterruptedException {
    for (int end = 0; end < 2; end++) {
      assertEquals("the peer says hello", awaitToldBy("the peer says "));
    }
  }

  private static String awaitToldBy(String beginning) throws InterruptedException {
    String told = "";
    do {
      told = ReadmePrograms.LOG.poll(60, TimeUnit.SECONDS);
      assertNotNull(told, "never told: " + beginning);
    } while (!told.startsWith(beginning));
    return told;
  }
}

// SPDX-License-Identifier: Apache-2.0
package com.example;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.serialhandshake.core.HandshakeReport;
import dev.serialhandshake.netty.HandshakeHandler;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Shakes hands on a noisy TCP line, and says a word, with nothing there but the handler. */
public final class HandlerAlone {

  private static final int DEADLINE_S = 60;

  private HandlerAlone() {}

  public static void main(String[] args) throws Exception {
    boolean modular = args[0].equals("module path");
    require(HandlerAlone.class.getModule().isNamed() == modular, "runs on the " + args[0]);
    require(
        HandshakeHandler.class.getModule().isNamed() == modular,
        "so does " + HandshakeHandler.class);
    requireAbsent("com.fazecast.jSerialComm.SerialPort");
    requireAbsent("org.apache.sshd.server.SshServer");
    requireAbsent("io.netty.channel.rxtx.RxtxDeviceAddress");

    CompletableFuture<String> heard = new CompletableFuture<>();
    HandshakeHandler handshake = HandshakeHandler.client();
    EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    try {
      Channel listening =
          new ServerBootstrap()
              .group(loops)
              .channel(NioServerSocketChannel.class)
              .childHandler(
                  new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel line) {
                      line.pipeline()
                          .addLast(new BootNoise(), HandshakeHandler.server(), new Hear(heard));
                    }
                  })
              .bind("127.0.0.1", 0)
              .sync()
              .channel();
      Channel line =
          new Bootstrap()
              .group(loops)
              .channel(NioSocketChannel.class)
              .handler(handshake)
              .connect(listening.localAddress())
              .sync()
              .channel();
      line.writeAndFlush(Unpooled.copiedBuffer("hello", US_ASCII));
      HandshakeReport report = handshake.handshakeFuture().get(DEADLINE_S, TimeUnit.SECONDS);
      require(
          report.discardedBytes() >= BootNoise.TEXT.length, "the noise was discarded: " + report);
      require(heard.get(DEADLINE_S, TimeUnit.SECONDS).equals("hello"), "the peer heard hello");
      System.out.println(args[0] + ": " + report);
    } finally {
      loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }
  }

  private static void requireAbsent(String name) {
    try {
      Class.forName(name);
    } catch (ClassNotFoundException expected) {
      return;
    }
    throw new IllegalStateException(name + " came along unasked");
  }

  private static void require(boolean condition, String what) {
    if (!condition) {
      throw new IllegalStateException("not so: " + what);
    }
  }

  private static final class BootNoise extends ChannelInboundHandlerAdapter {

    static final byte[] TEXT = "[    0.000000] Linux version 6.1.0\r\n".getBytes(US_ASCII);

    @Override
    public void channelActive(ChannelHandlerContext line) {
      line.writeAndFlush(Unpooled.wrappedBuffer(TEXT));
      line.fireChannelActive();
    }
  }

  private static final class Hear extends SimpleChannelInboundHandler<ByteBuf> {

    private final StringBuilder text = new StringBuilder();
    private final CompletableFuture<String> heard;

    Hear(CompletableFuture<String> heard) {
      this.heard = heard;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext line, ByteBuf bytes) {
      text.append(bytes.toString(US_ASCII));
      if (text.length() == "hello".length()) {
        heard.complete(text.toString());
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext line, Throwable cause) {
      heard.completeExceptionally(cause);
    }
  }
}

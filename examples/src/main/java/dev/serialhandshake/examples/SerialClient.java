// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.serialhandshake.netty.HandshakeHandler;
import dev.serialhandshake.netty.serial.SerialAddress;
import dev.serialhandshake.netty.serial.SerialChannel;
import dev.serialhandshake.netty.serial.SerialChannelOption;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;

/** Shakes hands on a serial port and prints what the peer says, until the port goes away. */
public final class SerialClient {

  private SerialClient() {}

  /**
   * The program.
   *
   * @param args the port, such as {@code /dev/ttyUSB0} or {@code COM3}
   * @throws InterruptedException when it is interrupted
   */
  public static void main(String[] args) throws InterruptedException {
    HandshakeHandler handshake = HandshakeHandler.client();
    EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    try {
      Channel line =
          new Bootstrap()
              .group(loops)
              .channel(SerialChannel.class)
              .option(SerialChannelOption.BAUD_RATE, 115200)
              .handler(
                  new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                      channel.pipeline().addLast(handshake, new Print());
                    }
                  })
              .connect(new SerialAddress(args[0]))
              .sync()
              .channel();
      System.out.println(handshake.handshakeFuture().sync().getNow());
      line.closeFuture().sync();
    } finally {
      loops.shutdownGracefully().sync();
    }
  }

  private static final class Print extends SimpleChannelInboundHandler<ByteBuf> {
    @Override
    protected void channelRead0(ChannelHandlerContext line, ByteBuf bytes) {
      System.out.print(bytes.toString(UTF_8));
    }
  }
}

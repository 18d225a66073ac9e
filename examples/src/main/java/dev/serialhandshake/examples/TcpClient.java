// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.serialhandshake.core.HandshakeSettings;
import dev.serialhandshake.netty.HandshakeHandler;
import dev.serialhandshake.netty.HandshakeHandlerSettings;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.time.Duration;

/** Shakes hands over TCP, says hello, and prints the answer. */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write comes with a failed line
public final class TcpClient {

  private TcpClient() {}

  /**
   * The program.
   *
   * @param args host and port of the peer
   * @throws InterruptedException when it is interrupted
   */
  public static void main(String[] args) throws InterruptedException {
    HandshakeHandler handshake =
        HandshakeHandler.client(
            HandshakeHandlerSettings.builder()
                .handshake(
                    HandshakeSettings.builder().handshakeTimeout(Duration.ofSeconds(10)).build())
                .build());
    EventLoopGroup loops = new MultiThreadIoEventLoopGroup(NioIoHandler.newFactory());
    try {
      Channel line =
          new Bootstrap()
              .group(loops)
              .channel(NioSocketChannel.class)
              .handler(
                  new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                      channel.pipeline().addLast(handshake, new PrintOnce());
                    }
                  })
              .connect(args[0], Integer.parseInt(args[1]))
              .sync()
              .channel();
      // Written at once; on its way once the line is in sync.
      line.writeAndFlush(ByteBufUtil.writeUtf8(line.alloc(), "hello"));
      System.out.println(handshake.handshakeFuture().sync().getNow());
      line.closeFuture().sync();
    } finally {
      loops.shutdownGracefully().sync();
    }
  }

  private static final class PrintOnce extends SimpleChannelInboundHandler<ByteBuf> {
    @Override
    protected void channelRead0(ChannelHandlerContext line, ByteBuf bytes) {
      System.out.println("the peer says: " + bytes.toString(UTF_8));
      line.close();
    }
  }
}

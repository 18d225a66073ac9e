// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.examples;

import dev.serialhandshake.netty.HandshakeHandler;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;

/** Waits for handshakes on a TCP port, and sends back what comes in behind them. */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write comes with a failed line
public final class TcpServer {

  private TcpServer() {}

  /**
   * The program.
   *
   * @param args the port to listen on, on loopback
   * @throws InterruptedException when it is interrupted
   */
  public static void main(String[] args) throws InterruptedException {
    EventLoopGroup loops = new MultiThreadIoEventLoopGroup(NioIoHandler.newFactory());
    Channel listening =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel line) {
                    line.pipeline().addLast(HandshakeHandler.server(), new Echo());
                  }
                })
            .bind("127.0.0.1", Integer.parseInt(args[0]))
            .sync()
            .channel();
    System.err.println("listening on " + listening.localAddress());
    listening.closeFuture().sync();
  }

  private static final class Echo extends ChannelInboundHandlerAdapter {

    /** The line is in sync: not a moment earlier. */
    @Override
    public void channelActive(ChannelHandlerContext line) {
      System.err.println("in sync: " + line.channel());
    }

    @Override
    public void channelRead(ChannelHandlerContext line, Object bytes) {
      line.writeAndFlush(bytes);
    }

    /** A failed handshake comes here as well; the handler closes the channel. */
    @Override
    public void exceptionCaught(ChannelHandlerContext line, Throwable cause) {
      System.err.println(cause.getMessage());
      line.close();
    }
  }
}

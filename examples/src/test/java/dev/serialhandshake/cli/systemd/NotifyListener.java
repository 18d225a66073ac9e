// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.systemd;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainDatagramPacket;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Systemd's end of its socket. */
public final class NotifyListener implements AutoCloseable {

  private static final long DEADLINE_SECONDS = 60;

  private final EventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("notify-listener", true), EpollIoHandler.newFactory());

  private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
  private final Channel channel;

  /**
   * Listens.
   *
   * @param path after a 0, a name in the abstract namespace
   */
  public NotifyListener(String path) throws InterruptedException {
    SimpleChannelInboundHandler<DomainDatagramPacket> listen =
        new SimpleChannelInboundHandler<>() {
          @Override
          protected void channelRead0(ChannelHandlerContext context, DomainDatagramPacket packet) {
            messages.add(packet.content().toString(UTF_8));
          }
        };
    channel =
        new Bootstrap()
            .group(loop)
            .channel(EpollDomainDatagramChannel.class)
            .handler(listen)
            .bind(new DomainSocketAddress(path))
            .sync()
            .channel();
  }

  /** The next message of this field; those before it are left out. */
  public String await(String field) throws InterruptedException {
    String message = next();
    while (!message.startsWith(field + "=")) {
      message = next();
    }
    return message;
  }

  String next() throws InterruptedException {
    String message = messages.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
    if (message == null) {
      throw new AssertionError("nothing more was told");
    }
    return message;
  }

  boolean isQuiet() {
    return messages.isEmpty();
  }

  @Override
  public void close() {
    channel.close().awaitUninterruptibly();
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}

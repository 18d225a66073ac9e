// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.examples.soak;

import dev.serialhandshake.core.link.LinkSettings;
import dev.serialhandshake.netty.link.LinkChannel;
import dev.serialhandshake.netty.link.LinkSessions;
import dev.serialhandshake.netty.link.LinkStatusEvent;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** A client's end of a link, which opens its line again whenever that was lost. */
final class LinkClient {

  /** What a client has on its line, and on the link. */
  interface Session {

    /** The handlers of one more connection to the line, ahead of the link. */
    ChannelHandler[] ahead();

    /** The link is open. Called while the channel is initialized. */
    void opened(LinkChannel link) throws Exception;

    /** The line is lost, or the session goes on, or it is over. */
    void happened(LinkChannel link, LinkStatusEvent event);
  }

  private static final long PAUSE_MILLIS = 100;

  private final Session session;
  private final EventLoop loop;
  private final LinkSessions links;
  private final Bootstrap bootstrap;
  private final CompletableFuture<LinkChannel> opened = new CompletableFuture<>();
  private Channel line;
  private boolean over;
  private Throwable failure = new IOException("the line was closed");

  LinkClient(LineEnd near, EventLoop loop, LinkSettings settings, Session session) {
    this.loop = loop;
    this.session = session;
    links = LinkSessions.client(settings, new Link());
    bootstrap =
        new Bootstrap()
            .group(loop)
            .channel(near.medium().channel())
            .remoteAddress(near.address())
            .handler(new Line());
  }

  /** Opens the line for the first time; fails if no link comes about. */
  CompletableFuture<LinkChannel> open() {
    loop.execute(this::connect);
    return opened;
  }

  private void connect() {
    if (over) {
      opened.completeExceptionally(failure);
      return;
    }
    line = bootstrap.connect().channel();
    line.closeFuture()
        .addListener(closed -> loop.schedule(this::again, PAUSE_MILLIS, TimeUnit.MILLISECONDS));
  }

  /** The link has noticed by now that its line is lost. */
  private void again() {
    LinkChannel link = opened.getNow(null);
    if (link == null) {
      opened.completeExceptionally(failure);
    } else if (link.isWaiting() && !over) {
      connect();
    }
  }

  /** Goes away without a word. */
  void kill() {
    loop.execute(
        () -> {
          over = true;
          links.close();
          if (line != null) {
            line.close();
          }
        });
  }

  /** Waits until the line of a client that went away is closed, and another one may open it. */
  void awaitClosed(long millis) throws InterruptedException, ExecutionException {
    Channel last = loop.submit(() -> line).get();
    if (last != null) {
      last.closeFuture().await(millis);
    }
  }

  private final class Line extends ChannelInitializer<Channel> {
    @Override
    protected void initChannel(Channel channel) {
      channel.pipeline().addLast(session.ahead()).addLast(links.handler(), new Failure());
    }
  }

  /** Why the first line came to nothing; the later ones are tried again. */
  private final class Failure extends ChannelInboundHandlerAdapter {
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      failure = cause;
    }
  }

  private final class Link extends ChannelInitializer<LinkChannel> {
    @Override
    protected void initChannel(LinkChannel link) throws Exception {
      link.pipeline()
          .addLast(
              new ChannelInboundHandlerAdapter() {
                @Override
                public void userEventTriggered(ChannelHandlerContext context, Object event) {
                  if (event instanceof LinkStatusEvent status) {
                    session.happened(link, status);
                  }
                  context.fireUserEventTriggered(event);
                }
              });
      session.opened(link);
      opened.complete(link);
    }
  }
}

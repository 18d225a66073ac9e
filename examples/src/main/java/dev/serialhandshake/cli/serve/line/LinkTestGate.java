// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.line;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.serialhandshake.cli.linktest.LinkTestWords;
import dev.serialhandshake.cli.log.EventKind;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what the client of a session on a link wants. Its first bytes either ask for a test of
 * the link, or are for the service. The service begins with these bytes, or without them if none
 * arrive for 5 s.
 */
final class LinkTestGate extends ChannelDuplexHandler {

  /** How long to wait for the first bytes. A client of SSH sends its version at once. */
  private static final long WAIT_SECONDS = 5;

  private static final ByteBuf REQUEST =
      Unpooled.unreleasableBuffer(
          Unpooled.copiedBuffer(LinkTestWords.REQUEST + LinkTestWords.END, US_ASCII).asReadOnly());

  private final ChannelHandler[] service;
  private ByteBuf held = Unpooled.EMPTY_BUFFER;
  private @Nullable Future<?> timer;

  /** Whether the next handlers are added. They get the held bytes when they read. */
  private boolean decided;

  /**
   * Creates it.
   *
   * @param service the handlers of the service, which are added when it begins
   */
  LinkTestGate(ChannelHandler... service) {
    this.service = service;
  }

  @Override
  public void channelActive(ChannelHandlerContext session) {
    timer = session.executor().schedule(() -> begin(session), WAIT_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void channelRead(ChannelHandlerContext session, Object message) {
    ByteBuf read = (ByteBuf) message;
    held = held.isReadable() ? Unpooled.wrappedBuffer(held, read) : read;
    if (decided) {
      return;
    }
    int length = Math.min(held.readableBytes(), REQUEST.readableBytes());
    if (!ByteBufUtil.equals(held, held.readerIndex(), REQUEST, 0, length)) {
      begin(session);
    } else if (length == REQUEST.readableBytes()) {
      LineChannels.event(EventKind.NOTICE, session.channel(), "a client tests the link").tell();
      begin(session, new LinkTestHandler());
    }
  }

  private void begin(ChannelHandlerContext session) {
    begin(session, service);
  }

  /**
   * Adds the next handlers. They may switch auto-read off when they are added or become active;
   * then the held bytes wait until they read.
   */
  private void begin(ChannelHandlerContext session, ChannelHandler... next) {
    decided = true;
    stopTimer();
    session.pipeline().addLast(next);
    session.fireChannelActive();
    if (session.channel().config().isAutoRead()) {
      pass(session);
    }
  }

  private void pass(ChannelHandlerContext session) {
    ByteBuf bytes = held;
    held = Unpooled.EMPTY_BUFFER;
    if (bytes.isReadable()) {
      session.fireChannelRead(bytes);
      session.fireChannelReadComplete();
    }
    if (!session.isRemoved()) {
      session.pipeline().remove(this);
    }
  }

  /** A read by the next handlers gets the held bytes, if there are any. */
  @Override
  public void read(ChannelHandlerContext session) {
    boolean any = held.isReadable();
    if (decided) {
      pass(session);
    }
    if (!decided || !any || session.channel().config().isAutoRead()) {
      session.read();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext session) {
    if (decided) {
      pass(session);
    }
    session.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext session) {
    stopTimer();
    held.release();
    held = Unpooled.EMPTY_BUFFER;
  }

  private void stopTimer() {
    Future<?> scheduled = timer;
    if (scheduled != null) {
      timer = null;
      scheduled.cancel(false);
    }
  }
}

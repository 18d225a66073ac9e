// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Makes a line of a connection. The line can go on over another connection, and the handshakes and
 * sessions on it do not notice. This is the last handler of the connection. The line is a channel
 * of its own, with the handlers that would otherwise be the connection's. Its {@code parent()} is
 * the connection that carries it.
 *
 * <pre>{@code
 * connection.pipeline().addLast(new LineCarrier(initializerOfTheLine));
 * }</pre>
 *
 * <pre>{@code
 * before    connection A [ ... ][ LineCarrier ] <-> line [ ... ][ SessionLoopHandler ]
 * hold      connection A [ ... ][ LineCarrier ]     line: its writes wait
 * takeOver  connection B [ ... ][ LineCarrier ] <-> line: goes on
 * }</pre>
 *
 * <p>When the connection closes, the line closes, unless it is held. When the line closes, the
 * connection closes. Bytes, user events and exceptions of the connection go to the line. While the
 * line is held, an {@code IOException} waits. It is discarded when the line goes on over another
 * connection.
 *
 * <p>Everything runs on one event loop, which both connections share; call all methods there. An
 * instance serves one connection.
 */
public final class LineCarrier extends ChannelInboundHandlerAdapter {

  /** Of what a connection sends that is about to take a line over; more is no virtual machine. */
  private static final int MOST_EARLY_BYTES = 64 * 1024;

  private final ChannelHandler lineHandler;
  private final Queue<ByteBuf> early = new ArrayDeque<>();
  private int earlyBytes;
  private boolean awaitsLine;
  private @Nullable ChannelHandlerContext added;
  private @Nullable SessionChannel line;
  private boolean held;

  /** Happened to the connection while the line was held. */
  private @Nullable IOException heldFailure;

  /**
   * Makes a carrier.
   *
   * @param lineHandler is added to the pipeline of the line: usually a {@code ChannelInitializer}
   */
  public LineCarrier(ChannelHandler lineHandler) {
    this.lineHandler = Objects.requireNonNull(lineHandler, "lineHandler");
  }

  /**
   * Holds back the writes of the line, and keeps the line when the connection closes, until {@link
   * #resume} or {@link #takeOver}. Bytes from the connection still reach the line.
   *
   * @return succeeds when all earlier writes of the line are done
   */
  public ChannelFuture hold() {
    held = true;
    if (line != null) {
      line.suspend();
    }
    return connection().writeAndFlush(Unpooled.EMPTY_BUFFER);
  }

  /** The line goes on over this connection; it closes if the connection has closed meanwhile. */
  public void resume() {
    held = false;
    IOException failure = heldFailure;
    heldFailure = null;
    SessionChannel resumed = line;
    if (resumed == null) {
      return;
    }
    if (failure != null) {
      resumed.pipeline().fireExceptionCaught(failure);
    }
    if (connection().channel().isActive()) {
      resumed.resume();
    } else {
      resumed.lineClosed();
    }
  }

  /**
   * Whether there is a line that another connection could take over.
   *
   * @return false when it has closed, or was taken over
   */
  public boolean hasLine() {
    return line != null && line.isOpen();
  }

  /**
   * The end of the line. A line that moves to another connection takes its listeners along; remove
   * a listener that is only for the time on this connection.
   *
   * @return succeeds when the line has closed; has succeeded already if there is no line
   */
  public ChannelFuture lineCloseFuture() {
    return line == null ? connection().newSucceededFuture() : line.closeFuture();
  }

  /** Closes the connection, and the line with it unless that is held. */
  public void closeConnection() {
    close(connection());
  }

  /**
   * Prepares this connection to take a line over. Its own line is closed. Bytes that the connection
   * sends until {@link #takeOver} wait for the new line; with more than 64 KiB the connection is
   * closed.
   */
  public void awaitLine() {
    SessionChannel own = line;
    line = null;
    held = false;
    heldFailure = null;
    awaitsLine = true;
    if (own != null) {
      own.abort();
    }
    connection().channel().config().setAutoRead(true); // the line waits for bytes
  }

  /**
   * Takes the line of another connection over. The other connection is closed.
   *
   * @param other the carrier of that connection, whose line is held
   * @throws IllegalStateException when there is no such line, or this connection has one itself
   */
  public void takeOver(LineCarrier other) {
    SessionChannel moved = other.line;
    if (moved == null || !other.held || line != null) {
      throw new IllegalStateException("no line is held that this connection could take over");
    }
    other.line = null;
    other.held = false;
    other.heldFailure = null;
    awaitsLine = false;
    carry(moved);
    moved.moveTo(connection(), () -> lineEnded(moved));
    for (ByteBuf bytes = early.poll(); bytes != null; bytes = early.poll()) {
      moved.receive(bytes);
      moved.receiveComplete();
    }
    earlyBytes = 0;
    other.closeConnection();
    resume();
  }

  /**
   * Fires a user event through the pipeline of the line.
   *
   * @param event for the handlers of the line, which release it if it is reference-counted
   */
  public void tellLine(Object event) {
    if (line != null) {
      line.pipeline().fireUserEventTriggered(event);
    }
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    added = ctx;
    if (ctx.channel().isActive() && ctx.channel().isRegistered()) {
      begin(ctx);
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    begin(ctx);
    ctx.fireChannelActive();
  }

  /** Once: a channel may be active when the handler is added, and become it afterwards. */
  private void begin(ChannelHandlerContext ctx) {
    if (line != null || awaitsLine || !ctx.channel().isOpen()) {
      return;
    }
    SessionChannel[] self = new SessionChannel[1];
    SessionChannel own = new SessionChannel(ctx, () -> lineEnded(self[0]));
    self[0] = own;
    carry(own);
    own.pipeline().addLast(lineHandler);
    ctx.channel()
        .eventLoop()
        .register(own)
        .addListener(
            registered -> {
              if (!registered.isSuccess()) {
                ctx.fireExceptionCaught(registered.cause());
                close(ctx);
              }
            });
    own.lineWritabilityChanged();
  }

  /** The demand of the line rules. */
  private void carry(SessionChannel carried) {
    line = carried;
    connection().channel().config().setAutoRead(false);
  }

  /** A line that gave way to another closes nothing. */
  private void lineEnded(SessionChannel ended) {
    if (ended.equals(line)) {
      line = null;
      closeConnection();
    }
  }

  private static void close(ChannelHandlerContext ctx) {
    ctx.close().addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (!(message instanceof ByteBuf bytes)) {
      ctx.fireChannelRead(message);
    } else if (line != null) {
      line.receive(bytes);
    } else if (awaitsLine && earlyBytes + bytes.readableBytes() <= MOST_EARLY_BYTES) {
      earlyBytes += bytes.readableBytes();
      early.add(bytes);
    } else {
      bytes.release();
      close(ctx);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (line != null) {
      line.receiveComplete();
    }
    ctx.fireChannelReadComplete();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (line != null) {
      line.lineWritabilityChanged();
    }
    ctx.fireChannelWritabilityChanged();
  }

  /** To one of the two pipelines: the tail of each would release it. */
  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (line == null) {
      ctx.fireUserEventTriggered(event);
    } else {
      tellLine(event);
    }
  }

  /**
   * A connection without a line has closed, or will: nobody else is told. A connection whose line
   * is held may end by a reset: the line may go on over another connection.
   */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (held && cause instanceof IOException failure) {
      heldFailure = failure;
    } else if (line != null) {
      line.pipeline().fireExceptionCaught(cause);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (line != null && !held) {
      line.lineClosed();
    }
    ctx.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    early.forEach(ReferenceCountUtil::release);
    early.clear();
    awaitsLine = false;
    if (line != null && !held) {
      line.abort();
    }
  }

  private ChannelHandlerContext connection() {
    return Objects.requireNonNull(added, "in no pipeline");
  }
}

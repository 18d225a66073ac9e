// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty;

import dev.serialhandshake.core.FailureReason;
import dev.serialhandshake.core.HandshakeException;
import dev.serialhandshake.core.HandshakeReport;
import dev.serialhandshake.core.Role;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.PromiseNotifier;
import java.io.IOException;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Clears a line that is full of noise: shakes hands with the peer, discards what comes in before,
 * and leaves the pipeline as if it had never been there. From then on every byte belongs to the
 * handlers behind it, which see a channel that becomes active when the line is in sync.
 *
 * <pre>
 *      shaking hands                 in sync                ever after
 *   +------------------+       +------------------+       +-----------+
 *   | SSH              |       | SSH              |       | SSH       |
 *   |          | queue |       | ^ active | drain |       |  ^     |  |
 *   |          v       |       | |        v       |       |  |     |  |
 *   | HandshakeHandler |       | HandshakeHandler |       |  |     |  |
 *   | ^ noise, | SYN,  |       |          |       |       |  |     |  |
 *   | | frames v ACK   |       |          v       |       |  |     v  |
 *   | transport        |       | transport        |       | transport |
 *   +------------------+       +------------------+       +-----------+
 * </pre>
 *
 * <pre>{@code
 * HandshakeHandlerSettings settings =
 *     HandshakeHandlerSettings.builder().maxQueuedBytes(1 << 20).build();
 * Bootstrap bootstrap = new Bootstrap().group(group).channel(NioSocketChannel.class);
 * bootstrap.handler(
 *     new ChannelInitializer<Channel>() {
 *       @Override
 *       protected void initChannel(Channel channel) {
 *         HandshakeHandler handshake = HandshakeHandler.client(settings);
 *         handshake.handshakeFuture().addListener(done -> System.err.println(done));
 *         channel.pipeline().addLast(handshake, new SshClientHandler());
 *       }
 *     });
 * }</pre>
 *
 * <p><b>Order.</b> On success: {@link #handshakeFuture}, {@link HandshakeCompletionEvent}, {@code
 * channelActive}, the queued writes in the order in which they were made, this handler's removal,
 * the leftovers (application bytes that came in with the peer's last frame), {@code
 * channelReadComplete}. Whoever is told may write, read, close, and add handlers, then and there.
 * On failure, once each: the queued writes fail, {@link #handshakeFuture}, {@link
 * HandshakeCompletionEvent}, {@code exceptionCaught} with a {@link HandshakeException}, close
 * (unless {@linkplain HandshakeHandlerSettings.Builder#closeOnFailure told otherwise}). A close,
 * disconnect or deregister from behind, or the removal of this handler, abandons the handshake:
 * then there is no exception, since nobody needs to be told what he does.
 *
 * <p><b>Held back meanwhile.</b> {@code channelActive}, if it comes while this handler is in the
 * pipeline; a handler that was added to a channel active already fires none. Never {@code
 * channelInactive}. Writes, which count towards {@link io.netty.channel.Channel#isWritable()};
 * flushes; {@code channelReadComplete}. With auto-read off this handler reads for itself, and asks
 * once more for a read from behind that it used up. Messages other than {@link ByteBuf} pass.
 *
 * <p><b>Threads.</b> Everything happens on the channel's event loop; an executor of its own is
 * refused. {@link #handshakeFuture} and {@link #retry} may be called on any thread. One instance
 * serves one channel, once.
 *
 * <p><b>Buffers.</b> Inbound buffers are released; leftovers are a retained slice that the next
 * handler owns. Messages that were queued are released when they fail.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a caller learns from the promise it gave
public final class HandshakeHandler extends ChannelDuplexHandler {

  private final HandshakeCourse course;

  private HandshakeHandler(Role role, HandshakeHandlerSettings settings) {
    course = new HandshakeCourse(role, settings);
  }

  /**
   * Makes a handler for the side that begins, with the default settings.
   *
   * @return a handler for one channel
   */
  public static HandshakeHandler client() {
    return client(HandshakeHandlerSettings.defaults());
  }

  /**
   * Makes a handler for the side that begins.
   *
   * @param settings its settings, which may be shared
   * @return a handler for one channel
   */
  public static HandshakeHandler client(HandshakeHandlerSettings settings) {
    return new HandshakeHandler(Role.CLIENT, settings);
  }

  /**
   * Makes a handler for the side that waits, with the default settings.
   *
   * @return a handler for one channel
   */
  public static HandshakeHandler server() {
    return server(HandshakeHandlerSettings.defaults());
  }

  /**
   * Makes a handler for the side that waits.
   *
   * @param settings its settings
   * @return a handler for one channel
   */
  public static HandshakeHandler server(HandshakeHandlerSettings settings) {
    return new HandshakeHandler(Role.SERVER, settings);
  }

  /**
   * The end of the handshake that is under way, or of the last one. May be asked for on any thread,
   * and before the handler is in a pipeline; its listeners run on the channel's event loop.
   *
   * @return a future that cannot be cancelled; it fails with a {@link HandshakeException}
   */
  public Future<HandshakeReport> handshakeFuture() {
    return course.promise();
  }

  /**
   * Shakes hands once more on the same channel, after a failure that left it open ({@link
   * HandshakeHandlerSettings.Builder#closeOnFailure}). May be called on any thread, also by a
   * listener of the failure.
   *
   * @return the future of the new handshake; it fails with an {@link IllegalStateException} when
   *     there is no failed handshake, or the channel is closed or deregistered
   * @throws IllegalStateException when the handler is not in a pipeline
   */
  public Future<HandshakeReport> retry() {
    return course.retry();
  }

  /**
   * What the handshake that is under way has seen so far. Call it on the channel's event loop.
   *
   * @return the report; null when no handshake is under way
   */
  public @Nullable HandshakeReport report() {
    return course.report();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    course.added(ctx);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    course.removed(ctx);
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    course.active(ctx);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (course.isCompleting()) {
      course.heldInbound().addInactive();
    } else {
      course.fail(ctx, FailureReason.LINE_CLOSED, null);
      ctx.fireChannelInactive();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    course.demand.readBegan();
    if (course.isCompleting()) {
      course.heldInbound().add(message);
    } else if (message instanceof ByteBuf read) {
      try {
        course.receive(ctx, read);
      } finally {
        read.release();
      }
    } else {
      course.demand.passesThrough();
      ctx.fireChannelRead(message);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    boolean tell = course.demand.readEnded();
    if (course.isCompleting()) {
      course.heldInbound().addReadComplete();
      return;
    }
    if (tell) {
      ctx.fireChannelReadComplete();
    }
    if (course.isPending()) {
      course.demand.readOn(ctx);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (course.isCompleting()) {
      course.heldInbound().addUserEvent(event);
      return;
    }
    if (event instanceof ChannelInputShutdownEvent) {
      course.fail(ctx, FailureReason.LINE_CLOSED, null);
    }
    ctx.fireUserEventTriggered(event);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof IOException && course.isPending()) {
      course.fail(ctx, FailureReason.LINE_CLOSED, cause); // told once, as the cause
    } else {
      ctx.fireExceptionCaught(cause);
    }
  }

  @Override
  public void read(ChannelHandlerContext ctx) {
    course.demand.asked(ctx);
    if (!course.isCompleting() || ctx.channel().config().isAutoRead()) {
      ctx.read();
    }
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    HandshakeException failure = course.failure();
    if (failure == null) {
      course.queue(ctx, message, promise);
    } else {
      ReferenceCountUtil.release(message);
      promise.tryFailure(failure);
    }
  }

  @Override
  public void flush(ChannelHandlerContext ctx) {
    if (course.failure() == null) {
      course.earlyWrites(ctx).askFlush();
    } else {
      ctx.flush();
    }
  }

  @Override
  public void connect(
      ChannelHandlerContext ctx,
      SocketAddress remoteAddress,
      SocketAddress localAddress,
      ChannelPromise promise) {
    // Of its own, to be told ahead of the caller's listeners: Bootstrap's closes the channel.
    ChannelPromise connected = ctx.newPromise();
    connected.addListener(
        done -> {
          if (!done.isSuccess()) {
            course.fail(ctx, FailureReason.LINE_CLOSED, done.cause());
          }
        });
    PromiseNotifier.cascade(connected, promise);
    ctx.connect(remoteAddress, localAddress, connected);
  }

  @Override
  public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
    if (mayPass(ctx, EarlyWrites.Operation.CLOSE, promise)) {
      ctx.close(promise);
    }
  }

  @Override
  public void disconnect(ChannelHandlerContext ctx, ChannelPromise promise) {
    if (mayPass(ctx, EarlyWrites.Operation.DISCONNECT, promise)) {
      ctx.disconnect(promise);
    }
  }

  @Override
  public void deregister(ChannelHandlerContext ctx, ChannelPromise promise) {
    if (mayPass(ctx, EarlyWrites.Operation.DEREGISTER, promise)) {
      ctx.deregister(promise);
    }
  }

  /** Abandons a handshake that is under way; once in sync, the queued writes go first. */
  private boolean mayPass(
      ChannelHandlerContext ctx, EarlyWrites.Operation operation, ChannelPromise promise) {
    if (course.isCompleting()) {
      course.earlyWrites(ctx).add(operation, promise);
      return false;
    }
    course.fail(ctx, FailureReason.ABANDONED, null);
    return true;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Gives up, in order and once, what a {@link HandshakeHandler} has held back when its line is in
 * sync. It exists only where there is something to give up.
 *
 * <p>It stands ahead of the handler in the pipeline:
 *
 * <pre>
 * transport  [ Handover ][ HandshakeHandler ][ the application ]
 * </pre>
 *
 * <p>The application is told of the success, and may remove the {@code HandshakeHandler} then and
 * there, on any thread. This handler stays all the same, until everything is given up: bytes that
 * arrive meanwhile queue after the leftovers, and writes after the held writes.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a writer learns from the promise it gave
final class Handover extends ChannelDuplexHandler {

  private enum Signal {
    READ_COMPLETE,
    INACTIVE
  }

  private record UserEvent(Object event) {}

  private final Queue<Object> inbound = new ArrayDeque<>(2);

  /** The handshake handler's context; this handler's own, once it is in the pipeline. */
  private ChannelHandlerContext ctx;

  private final ChannelHandlerContext handshake;
  private @Nullable EarlyWrites writes;
  private boolean activeDue;
  private boolean readOwed;
  private boolean over;

  Handover(ChannelHandlerContext handshake) {
    this.handshake = handshake;
    ctx = handshake;
  }

  /** Keeps an inbound message, of which it becomes the owner. */
  void keep(Object message) {
    inbound.add(message);
  }

  /** The handshake failed after all. */
  void discard() {
    inbound.forEach(ReferenceCountUtil::safeRelease);
    inbound.clear();
  }

  /**
   * Takes its place ahead of the handshake handler.
   *
   * @param heldWrites the writes that were held back; null for none
   * @param active whether {@code channelActive} was held back
   * @param owed whether the application waits for a read
   */
  void standAhead(@Nullable EarlyWrites heldWrites, boolean active, boolean owed) {
    writes = heldWrites;
    activeDue = active;
    readOwed = owed;
    try {
      ctx.pipeline().addBefore(ctx.name(), null, this);
    } catch (NoSuchElementException e) {
      // Another thread has just removed the handshake handler: go on from its place.
    }
  }

  /**
   * Gives everything up: {@code channelActive}, the writes and their flush, the messages, the read.
   *
   * <p>The two handlers leave before the last message. What the application does when it reads that
   * message meets neither of them.
   */
  void giveUp() {
    if (activeDue) {
      activeDue = false;
      if (ctx.channel().isActive()) {
        ctx.fireChannelActive();
      }
    }
    if (writes != null) {
      writes.drain(ctx);
    }
    while (inbound.size() > 1) {
      fireNext();
    }
    if (over) {
      return; // an application removed this handler, and so has made it give up the rest
    }
    over = true;
    remove(handshake);
    remove(ctx);
    if (!inbound.isEmpty()) {
      fireNext();
    }
    if (readOwed && !isAutoRead()) {
      readOwed = false;
      ctx.read();
    }
  }

  /** The pipeline may have lost it already: to the application, on whatever thread. */
  static void remove(ChannelHandlerContext ctx) {
    if (!ctx.isRemoved()) {
      try {
        ctx.pipeline().remove(ctx.handler());
      } catch (NoSuchElementException e) {
        // Another thread removes it at this moment.
      }
    }
  }

  private void fireNext() {
    Object next = inbound.remove();
    if (next == Signal.READ_COMPLETE) {
      ctx.fireChannelReadComplete();
    } else if (next == Signal.INACTIVE) {
      ctx.fireChannelInactive();
    } else if (next instanceof UserEvent user) {
      ctx.fireUserEventTriggered(user.event());
    } else {
      readOwed = false; // before the message, because its reader may ask for the next one
      ctx.fireChannelRead(next);
    }
  }

  private boolean isAutoRead() {
    return ctx.channel().config().isAutoRead();
  }

  private boolean writesWait() {
    return writes != null && !writes.isEmpty();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext own) {
    ctx = own;
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext own) {
    if (!over) {
      giveUp();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext own, Object message) {
    keep(message);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext own) {
    inbound.add(Signal.READ_COMPLETE);
  }

  @Override
  public void channelInactive(ChannelHandlerContext own) {
    inbound.add(Signal.INACTIVE);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext own, Object event) {
    inbound.add(new UserEvent(event));
  }

  @Override
  public void read(ChannelHandlerContext own) {
    readOwed = !isAutoRead();
    if (!readOwed) {
      own.read();
    }
  }

  @Override
  public void write(ChannelHandlerContext own, Object message, ChannelPromise promise) {
    if (writes != null && writesWait()) {
      writes.add(message, promise);
    } else {
      own.write(message, promise);
    }
  }

  @Override
  public void flush(ChannelHandlerContext own) {
    if (writes != null && writesWait()) {
      writes.askFlush();
    } else {
      own.flush();
    }
  }

  @Override
  public void close(ChannelHandlerContext own, ChannelPromise promise) {
    if (mayPass(EarlyWrites.Operation.CLOSE, promise)) {
      own.close(promise);
    }
  }

  @Override
  public void disconnect(ChannelHandlerContext own, ChannelPromise promise) {
    if (mayPass(EarlyWrites.Operation.DISCONNECT, promise)) {
      own.disconnect(promise);
    }
  }

  @Override
  public void deregister(ChannelHandlerContext own, ChannelPromise promise) {
    if (mayPass(EarlyWrites.Operation.DEREGISTER, promise)) {
      own.deregister(promise);
    }
  }

  /** The held writes go first, and the flush that was asked for. */
  private boolean mayPass(EarlyWrites.Operation operation, ChannelPromise promise) {
    if (writes == null) {
      return true;
    }
    if (writesWait()) {
      writes.add(operation, promise);
      return false;
    }
    writes.flush(ctx);
    return true;
  }
}

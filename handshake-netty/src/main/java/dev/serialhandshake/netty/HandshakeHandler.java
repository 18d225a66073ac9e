// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty;

import dev.serialhandshake.core.FailureReason;
import dev.serialhandshake.core.Handshake;
import dev.serialhandshake.core.HandshakeException;
import dev.serialhandshake.core.HandshakeReport;
import dev.serialhandshake.core.HandshakeSettings;
import dev.serialhandshake.core.Role;
import dev.serialhandshake.core.State;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.PromiseNotifier;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Clears a line that is full of noise: shakes hands with the peer, discards the bytes that arrive
 * before, and leaves the pipeline as if it had never been there. From then on every byte belongs to
 * the next handlers, which see a channel that becomes active when the line is in sync.
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
 * channelActive}, the held writes in the order in which they were made and the flush that was asked
 * for, this handler's removal, the leftovers (application bytes that arrived with the peer's last
 * frame), {@code channelReadComplete}. Each listener and handler may write, read, close, add
 * handlers, and remove this one, at that moment and on any thread: bytes keep their order, and the
 * flush comes before a close.
 *
 * <p>On failure, once each: the held writes fail, {@link #handshakeFuture}, {@link
 * HandshakeCompletionEvent}, {@code exceptionCaught} with a {@link HandshakeException}, close
 * (unless {@linkplain HandshakeHandlerSettings.Builder#closeOnFailure told otherwise}). A close,
 * disconnect or deregister by a handler after this one, or the removal of this handler, abandons
 * the handshake. Then no exception is fired and nothing is closed, because the application knows
 * what it has done.
 *
 * <p><b>Once more.</b> An instance serves one channel, once. After a failure that left the channel
 * open ({@link HandshakeHandlerSettings.Builder#closeOnFailure closeOnFailure(false)}) this handler
 * discards bytes and fails writes until another handler replaces it:
 *
 * <pre>{@code
 * public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
 *   if (event instanceof HandshakeCompletionEvent end && !end.isSuccess()) {
 *     ctx.pipeline().replace(HandshakeHandler.class, null, HandshakeHandler.client(settings));
 *   }
 * }
 * }</pre>
 *
 * <p><b>What each callback does.</b> It depends on the phase:
 *
 * <table class="striped">
 *   <caption>Callbacks and phases</caption>
 *   <thead>
 *     <tr><th>callback</th><th>waiting (channel not active)</th><th>shaking hands</th>
 *         <th>in sync (being told)</th><th>failed</th></tr>
 *   </thead>
 *   <tbody>
 *     <tr><td>channelActive</td><td>held back, starts</td><td>held back</td>
 *         <td>passes</td><td>held back</td></tr>
 *     <tr><td>channelInactive</td><td>fails, passes</td><td>fails, passes</td>
 *         <td>after the leftovers</td><td>passes</td></tr>
 *     <tr><td>channelRegistered</td><td>passes, may start</td><td>alarm goes on, passes</td>
 *         <td>passes</td><td>passes</td></tr>
 *     <tr><td>channelUnregistered</td><td>passes</td><td>alarm stops, passes</td>
 *         <td>passes</td><td>passes</td></tr>
 *     <tr><td>channelRead of bytes</td><td>discarded</td><td>shown to the handshake</td>
 *         <td>after the leftovers</td><td>discarded</td></tr>
 *     <tr><td>channelRead of other messages</td><td>passes</td><td>passes</td>
 *         <td>after the leftovers</td><td>passes</td></tr>
 *     <tr><td>channelReadComplete</td><td colspan="2">passes if the read began before this handler
 *         came, or held a message that passed</td><td>after the leftovers</td>
 *         <td>as while shaking hands</td></tr>
 *     <tr><td>userEventTriggered</td><td>passes; the end of the input fails</td>
 *         <td>passes; the end of the input fails</td><td>after the leftovers</td>
 *         <td>passes</td></tr>
 *     <tr><td>exceptionCaught</td><td>an IOException fails, others pass</td>
 *         <td>an IOException fails, others pass</td><td>passes</td><td>passes</td></tr>
 *     <tr><td>read</td><td>passes, noted</td><td>passes, noted</td>
 *         <td>after the leftovers, unless those serve it</td><td>passes, noted</td></tr>
 *     <tr><td>write</td><td>held back</td><td>held back</td><td>after the held ones</td>
 *         <td>fails</td></tr>
 *     <tr><td>flush</td><td colspan="2">held back; the first one passes too if something may have
 *         been written before this handler came</td><td>after the held writes</td>
 *         <td>passes</td></tr>
 *     <tr><td>close, disconnect, deregister</td><td>abandons, passes</td>
 *         <td>abandons, passes</td><td>after the held writes</td><td>passes</td></tr>
 *     <tr><td>connect</td><td colspan="4">passes; its failure fails the handshake</td></tr>
 *     <tr><td>handlerRemoved</td><td>abandons, gives back</td><td>abandons, gives back</td>
 *         <td>gives back</td><td>gives back if the channel stays open</td></tr>
 *   </tbody>
 * </table>
 *
 * <p>"Gives back": fires the {@code channelActive} that was held back, and asks once more for the
 * read that the handshake used up. With auto-read off this handler reads for itself meanwhile.
 * {@code channelActive} is held back only if it arrives while this handler is in the pipeline; a
 * handler that was added to a channel already active fires none. Held writes count towards {@link
 * io.netty.channel.Channel#isWritable()}.
 *
 * <p><b>When to add the next handlers.</b> An accepted channel is active already when its handlers
 * are added. A handler that begins in {@code handlerAdded} on an active channel ({@code
 * SslHandler}, {@code ReadTimeoutHandler}, {@code IdleStateHandler}) begins before the line is in
 * sync, wherever it stands. Add such a handler when the {@link HandshakeCompletionEvent} arrives.
 *
 * <p><b>What ends a handshake besides.</b>
 *
 * <ul>
 *   <li>The end of the input: also on a line whose input was shut before, and by {@code
 *       shutdownInput()} of this side, as soon as the transport tells.
 *   <li>An {@code IOException} of any handler ahead counts as the line's: {@link
 *       FailureReason#LINE_CLOSED}, with the exception as the cause.
 *   <li>Whatever the allocator, the random generator, the executor or an observer throws: {@link
 *       FailureReason#INTERNAL_ERROR}, with it as the cause.
 *   <li>An observer that removes this handler or closes the channel: no frame is written after
 *       that.
 * </ul>
 *
 * <p>A handler that is added to a closed channel fails at once. A server channel is refused, and an
 * executor of the handler's own: then the channel is closed, if a failure would close it. When a
 * handler ahead registers the channel with another event loop, the handshake goes on there.
 *
 * <p><b>Threads.</b> Everything happens on the channel's event loop. {@link #handshakeFuture} may
 * be called on any thread; its listeners run on the event loop that the channel has then.
 *
 * <p><b>Buffers.</b> Inbound buffers are released; leftovers are a retained slice that the next
 * handler owns. Messages that were held back are released when they fail.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a caller learns from the promise it gave
public final class HandshakeHandler extends ChannelDuplexHandler {

  /*
   * Calls go one way: Netty -> this class -> MachineDriver -> the state machine. The machine's alarm
   * and its frames report through two methods of MachineDriver. What waits for the end is in
   * HeldBack. After success, Handover stands in for both.
   *
   * Re-entrancy: what may happen within a call of ours, and the test that shows it.
   *
   *  1  Within the write of a frame.
   *  1a The write fails at once: the handshake fails, and proceed() stops.
   *     FrameWriteTest.failedWriteOfTheLastFrameFailsTheHandshake
   *  1b The peer's answer arrives at once: the inner channelRead goes on with the handshake, and
   *     the outer proceed() looks at the state anew.
   *     ReentrancyTest.theAnswerToAFrameMayArriveWithinItsWrite
   *  2  Within the machine, by an observer.
   *  2a It removes this handler, or closes the channel: that is postponed until the machine has
   *     returned, and no frame is written.
   *     ReentrancyTest.noFrameIsWrittenAfterAnObserverRemovedTheHandler
   *  2b It brings bytes into the same handshake: the handshake fails with INTERNAL_ERROR.
   *     ReentrancyTest.anObserverThatFeedsItsOwnHandshakeEndsIt
   *  2c It brings bytes into another handshake: those are two machines.
   *     BreakdownTest.anObserverMayBringBytesIntoAnotherHandshake
   *  3  Within the telling of success.
   *  3a The application removes or replaces this handler: Handover stands ahead of it.
   *     RemovalTest.bytesKeepTheirOrderWhenTheHandlerIsTakenOutAndTheNextReadIsAskedFor
   *  3b Another thread does: the same; the removal by ourselves finds nothing.
   *     RemovalTest.leftoversArriveWhenAnotherThreadTakesTheHandlerOut
   *  3c Bytes arrive where nothing was held back: Handover is made for them.
   *     ReentrancyTest.bytesThatArriveWithinTheSuccessEventComeAfterChannelActive
   *  3d The application closes: after the held writes and their flush.
   *     RemovalTest.aFlushThatWasAskedForComesBeforeAClose
   *  4  Within the telling of failure.
   *  4a The listener of a held write writes again: that write fails too.
   *     EarlyWritesTest.writeOfAListenerOfAFailedWriteFailsToo
   *  4b The application replaces this handler by a new one: the new one does not take the exception
   *     of this one for its own.
   *     OnceMoreTest.theExceptionOfTheFirstHandshakeDoesNotFailTheSecond
   *
   * PairsTest tries all pairs of an action and a place.
   */

  private enum Phase {
    /** The channel is not active yet. */
    WAITING,
    SHAKING,
    /** The application is told, and nothing was held back so far. */
    IN_SYNC,
    FAILED,
    /** Everything passes: this handler is gone, or Handover stands ahead of it. */
    PASSING
  }

  private final Role role;
  private final HandshakeHandlerSettings settings;
  private final Outcome outcome = new Outcome();
  private final HeldBack held = new HeldBack();

  private Phase phase = Phase.WAITING;
  private @Nullable MachineDriver driver;
  private boolean activeHeldBack;

  private HandshakeHandler(Role role, HandshakeHandlerSettings settings) {
    this.role = role;
    this.settings = Objects.requireNonNull(settings, "settings");
  }

  /**
   * Makes a handler for the client, the side that begins, with the default settings.
   *
   * @return a handler for one channel
   */
  public static HandshakeHandler client() {
    return client(HandshakeHandlerSettings.defaults());
  }

  /**
   * Makes a handler for the client, the side that begins, with waits and limits of its own.
   *
   * @param settings the waits and limits; all else is as by default
   * @return a handler for one channel
   */
  public static HandshakeHandler client(HandshakeSettings settings) {
    return client(HandshakeHandlerSettings.of(settings));
  }

  /**
   * Makes a handler for the client, the side that begins.
   *
   * @param settings its settings, which may be shared
   * @return a handler for one channel
   */
  public static HandshakeHandler client(HandshakeHandlerSettings settings) {
    return new HandshakeHandler(Role.CLIENT, settings);
  }

  /**
   * Makes a handler for the server, the side that waits, with the default settings.
   *
   * @return a handler for one channel
   */
  public static HandshakeHandler server() {
    return server(HandshakeHandlerSettings.defaults());
  }

  /**
   * Makes a handler for the server, the side that waits, with waits and limits of its own.
   *
   * @param settings the waits and limits; all else is as by default
   * @return a handler for one channel
   */
  public static HandshakeHandler server(HandshakeSettings settings) {
    return server(HandshakeHandlerSettings.of(settings));
  }

  /**
   * Makes a handler for the server, the side that waits.
   *
   * @param settings its settings, which may be shared
   * @return a handler for one channel
   */
  public static HandshakeHandler server(HandshakeHandlerSettings settings) {
    return new HandshakeHandler(Role.SERVER, settings);
  }

  /**
   * The end of the handshake. Call it on any thread, also before the handler is in a pipeline. Its
   * listeners run on the channel's event loop.
   *
   * @return always the same future, which cannot be cancelled. It succeeds with a report, or fails
   *     with a {@link HandshakeException} whose message is one sentence
   */
  public Future<HandshakeReport> handshakeFuture() {
    return outcome.promise();
  }

  /**
   * What the handshake has seen so far. Call it on the channel's event loop.
   *
   * @return a report that does not change any more; null before the handshake begins and after its
   *     end
   */
  public @Nullable HandshakeReport progress() {
    return driver == null ? null : driver.report();
  }

  // The life of the handshake: it starts, proceeds, and succeeds or fails.

  private boolean isPending() {
    return phase == Phase.WAITING || phase == Phase.SHAKING;
  }

  /** Starts once: a channel may be active when the handler is added, and tell it later. */
  private void start(ChannelHandlerContext ctx) {
    phase = Phase.SHAKING;
    if (ctx.channel() instanceof DuplexChannel line && line.isInputShutdown()) {
      fail(ctx, FailureReason.LINE_CLOSED, null); // no answer can arrive
      return;
    }
    try {
      MachineDriver begun = newDriver(ctx);
      driver = begun;
      long now = begun.now();
      begun.start(now);
      proceed(ctx, now);
    } catch (Throwable e) {
      broken(ctx, e);
    }
  }

  private MachineDriver newDriver(ChannelHandlerContext ctx) {
    return new MachineDriver(ctx, role, settings) {
      @Override
      void moved(ChannelHandlerContext ctx, long now) {
        try {
          held.keep(ctx, driver == this ? heldBytes() : null);
        } catch (Throwable e) {
          HandshakeHandler.this.broken(ctx, e);
        }
        proceed(ctx, now);
      }

      @Override
      void broken(ChannelHandlerContext ctx, FailureReason reason, Throwable cause) {
        HandshakeHandler.this.fail(ctx, reason, cause);
      }
    };
  }

  /** Shows a read to the handshake; keeps the bytes of it that are the application's. */
  private void receive(ChannelHandlerContext ctx, ByteBuf read) {
    MachineDriver current = driver;
    if (current == null) {
      return;
    }
    if (current.isRunning()) {
      fail(
          ctx,
          FailureReason.INTERNAL_ERROR,
          new IllegalStateException(
              "an observer brought bytes into the handshake that it watches"));
      return;
    }
    try {
      long now = current.now();
      boolean before = current.state() == State.ESTABLISHED; // a read within the last frame's write
      int consumed = current.receive(read, now);
      if (!before) {
        held.keep(ctx, current.heldBytes());
      }
      int left = read.readableBytes() - consumed;
      if (current.state() == State.ESTABLISHED && left > 0) {
        // A slice, because some readers count from index 0, MINA SSHD's for instance.
        held.keep(ctx, read.retainedSlice(read.readerIndex() + consumed, left));
      }
      proceed(ctx, now);
    } catch (Throwable e) {
      broken(ctx, e);
    }
  }

  /**
   * Does what follows from the state of the machine, after all that may have changed it.
   *
   * @param now the time of that
   */
  private void proceed(ChannelHandlerContext ctx, long now) {
    MachineDriver current = driver;
    if (current == null) {
      return;
    }
    try {
      current.catchUp();
      if (phase == Phase.SHAKING && current.transmit()) {
        held.frameIsFlushed();
      }
      if (phase == Phase.SHAKING) {
        switch (current.state()) {
          case ESTABLISHED -> succeed(ctx, current);
          case FAILED -> fail(ctx, FailureReason.ABANDONED, null); // its own reason wins
          default -> {
            current.setAlarm(now);
            held.readOn(ctx);
          }
        }
      }
    } catch (Throwable e) {
      broken(ctx, e);
    }
  }

  /** Something threw that should not: that ends the handshake, or is told if it has ended. */
  private void broken(ChannelHandlerContext ctx, Throwable cause) {
    if (driver != null) {
      driver.catchUp();
    }
    if (isPending()) {
      fail(ctx, FailureReason.INTERNAL_ERROR, cause);
    } else {
      ctx.fireExceptionCaught(cause);
    }
  }

  private void succeed(ChannelHandlerContext ctx, MachineDriver current) {
    phase = Phase.IN_SYNC;
    driver = null;
    Handshake established = current.end();
    if (held.somethingWaits()) {
      handOver(ctx);
    }
    HandshakeLog.success(ctx.channel(), established);
    HandshakeCompletionEvent event = HandshakeCompletionEvent.success(established);
    outcome.end(event);
    outcome.tell(event);
    ctx.fireUserEventTriggered(event);
    if (phase == Phase.IN_SYNC) {
      giveBackActive(ctx);
    }
    Handover handover = held.handover();
    if (handover != null) {
      handover.giveUp();
    } else if (phase == Phase.IN_SYNC) {
      phase = Phase.PASSING;
      Handover.remove(ctx);
      held.giveBackRead(ctx);
    }
  }

  /** Fails the handshake unless it has ended. The machine itself may know a better reason. */
  private void fail(ChannelHandlerContext ctx, FailureReason reason, @Nullable Throwable cause) {
    if (!isPending()) {
      return;
    }
    MachineDriver current = driver;
    if (current != null && current.isRunning()) {
      current.postpone(() -> fail(ctx, reason, cause));
      return;
    }
    phase = Phase.FAILED;
    driver = null;
    HandshakeReport report = current == null ? null : current.fail(reason);
    FailureReason known = report == null ? null : report.failureReason();
    HandshakeException exception =
        new HandshakeException(known == null ? reason : known, report, cause);
    HandshakeCompletionEvent event = HandshakeCompletionEvent.failure(exception);
    outcome.end(event); // from here on writes fail
    held.fail(exception);
    HandshakeLog.failure(ctx.channel(), exception);
    outcome.tell(event);
    ctx.fireUserEventTriggered(event);
    if (exception.reason() != FailureReason.ABANDONED) { // the application knows that
      ctx.fireExceptionCaught(exception);
      if (settings.closeOnFailure()) {
        ctx.close();
      }
    }
    if (current != null) {
      current.catchUp();
    }
  }

  /** From here on {@link Handover} holds back and gives up, and everything passes here. */
  private Handover handOver(ChannelHandlerContext ctx) {
    phase = Phase.PASSING;
    boolean active = activeHeldBack;
    activeHeldBack = false;
    return held.handOver(ctx, active);
  }

  private void giveBackActive(ChannelHandlerContext ctx) {
    if (activeHeldBack && ctx.channel().isActive()) {
      activeHeldBack = false;
      ctx.fireChannelActive();
    }
  }

  // Netty's callbacks, in the order of the table above.

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    outcome.bindTo(ctx.executor());
    Channel channel = ctx.channel();
    if (channel instanceof ServerChannel) {
      throw refused(
          "a HandshakeHandler goes into the channels that a server accepts, not into the"
              + " channel that accepts them: use childHandler");
    }
    if (ctx.executor() != channel.eventLoop()) {
      IllegalStateException refused =
          refused(
              "a HandshakeHandler must be added without an executor of its own: when it leaves,"
                  + " later bytes would overtake those that it held back");
      if (settings.closeOnFailure()) {
        ctx.close(); // otherwise the line would stay open, and never be cleared
      }
      throw refused;
    }
    if (!channel.isOpen()) {
      fail(ctx, FailureReason.LINE_CLOSED, null);
    } else if (channel.isActive() && channel.isRegistered()) {
      held.somethingMayHaveBegunBefore(); // nobody knows, unless channelActive follows
      start(ctx);
    }
  }

  private IllegalStateException refused(String why) {
    IllegalStateException refused = new IllegalStateException(why);
    phase = Phase.FAILED;
    HandshakeCompletionEvent event =
        HandshakeCompletionEvent.failure(
            new HandshakeException(FailureReason.ABANDONED, null, refused));
    outcome.end(event);
    outcome.tell(event);
    return refused;
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    if (driver != null && driver.isRunning()) {
      driver.postpone(() -> handlerRemoved(ctx));
      return;
    }
    boolean staysOpen = phase != Phase.FAILED || !settings.closeOnFailure();
    fail(ctx, FailureReason.ABANDONED, null);
    if (phase != Phase.PASSING) {
      phase = Phase.PASSING;
      if (staysOpen) {
        giveBackActive(ctx);
        held.giveBackRead(ctx);
      }
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    held.nothingHasBegunBefore();
    switch (phase) {
      case WAITING -> {
        activeHeldBack = true;
        start(ctx);
      }
      case SHAKING, FAILED -> activeHeldBack = true;
      default -> ctx.fireChannelActive();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (phase == Phase.IN_SYNC) {
      handOver(ctx).channelInactive(ctx);
    } else {
      fail(ctx, FailureReason.LINE_CLOSED, null);
      ctx.fireChannelInactive();
    }
  }

  @Override
  public void channelRegistered(ChannelHandlerContext ctx) {
    if (isPending()) {
      outcome.bindTo(ctx.executor());
      held.unpark(ctx);
      if (driver != null) {
        driver.setAlarm(driver.now());
        held.readOn(ctx);
      } else if (ctx.channel().isActive()) {
        start(ctx);
      }
    }
    ctx.fireChannelRegistered();
  }

  @Override
  public void channelUnregistered(ChannelHandlerContext ctx) {
    if (isPending()) {
      held.park();
      if (driver != null) {
        driver.stopAlarm();
      }
    }
    ctx.fireChannelUnregistered();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (phase == Phase.PASSING) {
      ctx.fireChannelRead(message);
    } else if (phase == Phase.IN_SYNC) {
      handOver(ctx).channelRead(ctx, message);
    } else if (message instanceof ByteBuf read) {
      held.readBegins();
      try {
        receive(ctx, read);
      } finally {
        read.release();
      }
    } else {
      held.messagePasses();
      ctx.fireChannelRead(message);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (phase == Phase.PASSING) {
      ctx.fireChannelReadComplete();
    } else if (phase == Phase.IN_SYNC) {
      handOver(ctx).channelReadComplete(ctx);
    } else {
      if (held.readEnds()) {
        ctx.fireChannelReadComplete();
      }
      if (phase == Phase.SHAKING) {
        held.readOn(ctx);
      }
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (phase == Phase.IN_SYNC) {
      handOver(ctx).userEventTriggered(ctx, event);
      return;
    }
    if (event == ChannelInputShutdownEvent.INSTANCE
        || event == ChannelInputShutdownReadComplete.INSTANCE) {
      fail(ctx, FailureReason.LINE_CLOSED, null);
    }
    ctx.fireUserEventTriggered(event);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    boolean ofTheLine = cause instanceof IOException && !(cause instanceof HandshakeException);
    if (ofTheLine && isPending()) {
      fail(ctx, FailureReason.LINE_CLOSED, cause); // the exception is told once, as the cause
    } else {
      ctx.fireExceptionCaught(cause);
    }
  }

  @Override
  public void read(ChannelHandlerContext ctx) {
    boolean owed = phase != Phase.PASSING && held.noteRead(ctx);
    if (phase != Phase.IN_SYNC || !owed) {
      ctx.read();
    }
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    HandshakeCompletionEvent end = phase == Phase.FAILED ? outcome.end() : null;
    if (end != null && end.cause() != null) {
      ReferenceCountUtil.release(message);
      promise.tryFailure(end.cause());
    } else if (isPending()) {
      if (held.write(ctx, message, promise) > settings.maxQueuedBytes()) {
        fail(ctx, FailureReason.TOO_MUCH_QUEUED, null);
      }
    } else {
      ctx.write(message, promise);
    }
  }

  @Override
  public void flush(ChannelHandlerContext ctx) {
    if (!isPending() || held.flush()) {
      ctx.flush();
    }
  }

  @Override
  public void connect(
      ChannelHandlerContext ctx,
      SocketAddress remoteAddress,
      SocketAddress localAddress,
      ChannelPromise promise) {
    // A promise of our own is told before the caller's listeners. Bootstrap's closes the channel.
    ChannelPromise connected = ctx.newPromise();
    connected.addListener(
        done -> {
          if (!done.isSuccess()) {
            fail(ctx, FailureReason.LINE_CLOSED, done.cause());
          }
        });
    PromiseNotifier.cascade(connected, promise);
    ctx.connect(remoteAddress, localAddress, connected);
  }

  @Override
  public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
    fail(ctx, FailureReason.ABANDONED, null);
    ctx.close(promise);
  }

  @Override
  public void disconnect(ChannelHandlerContext ctx, ChannelPromise promise) {
    fail(ctx, FailureReason.ABANDONED, null);
    ctx.disconnect(promise);
  }

  @Override
  public void deregister(ChannelHandlerContext ctx, ChannelPromise promise) {
    fail(ctx, FailureReason.ABANDONED, null);
    ctx.deregister(promise);
  }
}

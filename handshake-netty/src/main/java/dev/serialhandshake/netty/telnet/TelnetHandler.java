// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.telnet;

import dev.serialhandshake.core.ByteView;
import dev.serialhandshake.core.telnet.TelnetCodec;
import dev.serialhandshake.core.telnet.TelnetEvent;
import dev.serialhandshake.core.telnet.TelnetException;
import dev.serialhandshake.core.telnet.TelnetFailure;
import dev.serialhandshake.core.telnet.VmotionAnswer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Makes a line of a telnet connection: the next handlers see data alone, and all 256 values pass.
 * Add it ahead of the {@link dev.serialhandshake.netty.HandshakeHandler}. It stays in the pipeline.
 *
 * <pre>{@code
 * line.pipeline().addLast(new TelnetHandler(TelnetCodec.plain()), HandshakeHandler.client(), ...);
 * }</pre>
 *
 * <p><b>What happens when.</b> It begins to negotiate when it is in the pipeline of an active
 * channel. {@code channelActive} is not held back: a write before the peer has agreed waits, and
 * counts towards {@code isWritable()}. So it does while the far end has suspended the flow (RFC
 * 2217). A connection that cannot be used, or that is not ready in time, fails: first the writes
 * that wait, then a {@link TelnetException} through {@code exceptionCaught}, then the channel is
 * closed.
 *
 * <p><b>Events.</b> {@link TelnetEvent} of all kinds but two is fired as a user event at its place
 * between the data. A BREAK is fired as {@link TelnetBreakEvent}. A failure is the exception above.
 *
 * <p><b>Reading.</b> With auto-read off it reads by itself while writes wait: the peer's answer is
 * what they wait for. What is read so without demand is handed on, and is limited to 64 KiB.
 *
 * <p><b>Buffers.</b> A buffer without an {@code ff} in it is passed on as it is, in both
 * directions; else its bytes are copied and it is released.
 *
 * <p>Everything runs on the event loop. An instance serves one channel.
 */
public final class TelnetHandler extends ChannelDuplexHandler {

  /** A peer answers within a round trip; a terminal server may open its port first. */
  private static final Duration DEFAULT_LIMIT = Duration.ofSeconds(5);

  /** Of answers that the peer does not take, and of data that nobody asked for. */
  private static final int MOST_BYTES = 64 * 1024;

  private static final byte IAC = (byte) 0xff;

  /** The bytes of the buffer that is at hand. */
  private static final class View implements ByteView {
    private ByteBuf bytes = Unpooled.EMPTY_BUFFER;

    @Override
    public int length() {
      return bytes.readableBytes();
    }

    @Override
    public byte get(int index) {
      return bytes.getByte(bytes.readerIndex() + index);
    }
  }

  private final TelnetCodec codec;
  private final Duration limit;

  private @Nullable ChannelHandlerContext added;
  private @Nullable HeldWrites held;
  private volatile @Nullable ChannelPromise agreed;
  private @Nullable Future<?> timer;
  private boolean started;
  private boolean ended;
  private int unsentAnswers;
  private int undemanded;

  /**
   * Makes a handler whose peer has 5 seconds to agree.
   *
   * @param codec a codec that is not started, for this handler alone
   */
  public TelnetHandler(TelnetCodec codec) {
    this(codec, DEFAULT_LIMIT);
  }

  /**
   * Makes a handler.
   *
   * @param codec a codec that is not started, for this handler alone
   * @param limit how long the peer may take to agree, more than zero
   */
  public TelnetHandler(TelnetCodec codec, Duration limit) {
    this.codec = Objects.requireNonNull(codec, "codec");
    if (limit.isZero() || limit.isNegative()) {
      throw new IllegalArgumentException("limit must be more than zero, was " + limit);
    }
    this.limit = limit;
  }

  /**
   * The end of the negotiation: the peer has agreed to everything, and data may be sent. Call it on
   * any thread, when the handler is in a pipeline.
   *
   * @return a future that fails with a {@link TelnetException}, or a {@link ClosedChannelException}
   *     if the channel was closed before
   */
  public Future<Void> agreedFuture() {
    return agreed();
  }

  /**
   * Characters without a stop bit that the far port has reported. Call it on the event loop.
   *
   * @return how many
   */
  public long framingErrors() {
    return codec.framingErrors();
  }

  /**
   * Whether the peer refuses BINARY: a person at a login, see {@link TelnetCodec#forLoginListener}.
   * Call it on the event loop.
   *
   * @return whether the line is for text alone
   */
  public boolean isText() {
    return codec.isText();
  }

  /**
   * The name of the virtual machine whose port this is; see {@link TelnetCodec#forListener}. On the
   * event loop.
   *
   * @return null before it is known, and of any other peer
   */
  public @Nullable String virtualMachineName() {
    return codec.virtualMachineName();
  }

  /**
   * The UUID of that virtual machine. Call it on the event loop.
   *
   * @return null before it is known, and of any other peer
   */
  public @Nullable String virtualMachineUuid() {
    return codec.virtualMachineUuid();
  }

  /** What came with the last event of a vMotion. */
  byte[] vmotionParameters() {
    return codec.vmotionParameters();
  }

  /** Answers one. */
  void answerVmotion(VmotionAnswer answer, byte... parameters) {
    codec.answerVmotion(answer, parameters);
    transmit(Objects.requireNonNull(added, "in no pipeline"));
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    added = ctx;
    held = new HeldWrites(ctx);
    agreed = ctx.newPromise();
    if (ctx.channel().isActive()) {
      start(ctx);
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    start(ctx);
    ctx.fireChannelActive();
  }

  /** Once: an accepted channel is active when the handler is added, and becomes it afterwards. */
  private void start(ChannelHandlerContext ctx) {
    if (started) {
      return;
    }
    started = true;
    timer = ctx.executor().schedule(() -> overdue(ctx), limit.toNanos(), TimeUnit.NANOSECONDS);
    codec.start();
    transmit(ctx);
    readIfOwed(ctx);
  }

  private void overdue(ChannelHandlerContext ctx) {
    if (!ended && !codec.isReady()) {
      fail(ctx, codec.overdue());
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (!(message instanceof ByteBuf read)) {
      ctx.fireChannelRead(message);
    } else if (codec.receivesPlainData() && !ended && hasNoIac(read)) {
      undemanded += read.readableBytes();
      ctx.fireChannelRead(read);
    } else {
      try {
        take(ctx, read);
      } finally {
        read.release();
      }
    }
  }

  private void take(ChannelHandlerContext ctx, ByteBuf read) {
    View view = new View();
    view.bytes = read;
    int next = 0;
    while (next < view.length() && !ended) {
      ByteBuf data = ctx.alloc().buffer(view.length() - next);
      next = codec.receive(view, next, data::writeByte);
      transmit(ctx);
      TelnetEvent event = codec.pollEvent();
      if (data.isReadable()) {
        undemanded += data.readableBytes();
        ctx.fireChannelRead(data);
      } else {
        data.release();
      }
      if (event != null && !ended) {
        happened(ctx, event);
      }
    }
  }

  private void happened(ChannelHandlerContext ctx, TelnetEvent event) {
    switch (event) {
      case READY -> {
        agreed().trySuccess();
        drain(ctx);
        ctx.fireUserEventTriggered(event);
      }
      case RESUMED -> { // perhaps of a far port that is not agreed on yet
        drain(ctx);
        ctx.fireUserEventTriggered(event);
      }
      case FAILED -> fail(ctx, codec.overdue());
      case BREAK -> ctx.fireUserEventTriggered(TelnetBreakEvent.INSTANCE);
      case SUSPENDED,
          MODEM_LINES,
          VIRTUAL_MACHINE,
          VMOTION_BEGIN,
          VMOTION_PEER,
          VMOTION_COMPLETE,
          VMOTION_ABORT ->
          ctx.fireUserEventTriggered(event);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    ctx.fireChannelReadComplete();
    readIfOwed(ctx);
  }

  /** A read that brought commands alone satisfies nobody; and an answer may be due. */
  private void readIfOwed(ChannelHandlerContext ctx) {
    boolean due = undemanded == 0 || (!codec.maySend() && undemanded < MOST_BYTES);
    if (!ended && due && !ctx.channel().config().isAutoRead()) {
      ctx.read();
    }
  }

  @Override
  public void read(ChannelHandlerContext ctx) {
    undemanded = 0;
    ctx.read();
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    HeldWrites waiting = held();
    if (ended) {
      ReferenceCountUtil.release(message);
      promise.tryFailure(new ClosedChannelException());
    } else if (codec.maySend() && waiting.isEmpty()) {
      send(ctx, message, promise);
    } else {
      waiting.add(message, promise);
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the promise is the writer's
  private void send(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (!(message instanceof ByteBuf data) || (codec.sendsPlainData() && hasNoIac(data))) {
      ctx.write(message, promise);
      return;
    }
    ByteBuf escaped = ctx.alloc().buffer(data.readableBytes() + 16);
    try {
      View view = new View();
      view.bytes = data;
      codec.escape(view, escaped::writeByte);
    } finally {
      data.release();
    }
    ctx.write(escaped, promise);
  }

  @Override
  public void flush(ChannelHandlerContext ctx) {
    if (!held().isEmpty()) {
      held().askFlush();
    }
    ctx.flush();
  }

  private void drain(ChannelHandlerContext ctx) {
    boolean flush =
        held().drain(() -> codec.maySend() && !ended, (message, to) -> send(ctx, message, to));
    if (flush) {
      ctx.flush();
    }
  }

  private void transmit(ChannelHandlerContext ctx) {
    byte[] answer = codec.pollTransmit();
    if (answer == null || ended) {
      return;
    }
    unsentAnswers += answer.length;
    ctx.writeAndFlush(Unpooled.wrappedBuffer(answer))
        .addListener(written -> unsentAnswers -= answer.length);
    if (unsentAnswers > MOST_BYTES) {
      fail(ctx, new IOException("the peer asks, and does not read the answers"));
    }
  }

  private void fail(ChannelHandlerContext ctx, TelnetFailure failure) {
    fail(ctx, new TelnetException(failure));
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the closing is told by channelInactive
  private void fail(ChannelHandlerContext ctx, Exception cause) {
    if (!ended) {
      end(cause);
      ctx.fireExceptionCaught(cause);
      ctx.close();
    }
  }

  private void end(Exception cause) {
    ended = true;
    Future<?> running = timer;
    if (running != null) {
      running.cancel(false);
    }
    held().fail(cause);
    agreed().tryFailure(cause);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent && started && !codec.maySend()) {
      fail(
          ctx,
          codec.isReady() ? new ClosedChannelException() : new TelnetException(codec.closed()));
    }
    ctx.fireUserEventTriggered(event);
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // the promise is the caller's
  public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
    end(new ClosedChannelException());
    ctx.close(promise);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    end(new ClosedChannelException());
    ctx.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    end(new ClosedChannelException());
  }

  private ChannelPromise agreed() {
    return Objects.requireNonNull(agreed, "in no pipeline");
  }

  private HeldWrites held() {
    return Objects.requireNonNull(held, "in no pipeline");
  }

  private static boolean hasNoIac(ByteBuf bytes) {
    return bytes.indexOf(bytes.readerIndex(), bytes.writerIndex(), IAC) < 0;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import io.netty.buffer.ByteBuf;
import io.netty.channel.AbstractChannel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.SingleThreadEventExecutor;
import io.netty.util.internal.ObjectUtil;
import io.netty.util.internal.StringUtil;
import java.net.SocketAddress;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ConnectionPendingException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A serial port as a channel, on any event loop: connect it to a {@link SerialAddress} with the
 * options of {@link SerialChannelOption}. It is a plain channel, and needs no handshake. Where
 * {@code netty-transport-rxtx} is on the class path, it also takes {@code RxtxDeviceAddress} and
 * the options of {@code RxtxChannelOption}: in a program that was written for {@code RxtxChannel},
 * replace that class by this one.
 *
 * <p>Nothing blocks the event loop. The port is opened, written and closed on borrowed threads. Its
 * input is waited for by the event loop, if that is one of Netty's epoll transport; else by a
 * thread of the port's own. A connect fails with a {@link SerialPortException}, and the channel is
 * closed then. A port that goes away (unplugged, or the other end of a pseudo-terminal closed)
 * fires one of reason {@code DISCONNECTED} through {@code exceptionCaught}, then {@code
 * channelInactive}.
 *
 * <p>Messages are {@link ByteBuf}s. Each read gives one buffer of at most 16384 bytes, which the
 * next handler owns, followed by {@code channelReadComplete}. A write's promise succeeds when the
 * operating system has taken the bytes. They leave the machine later, at the rate of the line. A
 * close gives them {@link SerialChannelOption#DRAIN_TIMEOUT} to leave. When the event loop ends,
 * the port is closed at once.
 */
public final class SerialChannel extends AbstractChannel {

  private static final ChannelMetadata METADATA = new ChannelMetadata(false);
  private static final SerialAddress LOCAL_ADDRESS = new SerialAddress("localhost");
  private static final boolean RXTX = isThere("io.netty.channel.rxtx.RxtxChannelConfig");

  /** Whether event loops of Netty's epoll transport are known here. */
  static final boolean EPOLL = isThere("io.netty.channel.epoll.EpollIoHandle");

  private final SerialChannelConfig config =
      RXTX ? RxtxAdapter.config(this) : new SerialChannelConfig(this);
  final SerialInput input = new SerialInput(this);
  private final SerialOutput output = new SerialOutput(this);
  private final Runnable closeWithLoop = this::closeWithLoop;

  private volatile boolean open = true;
  private volatile boolean active;
  private volatile @Nullable SerialOpening opening;

  /** Creates a channel that is not open yet. */
  public SerialChannel() {
    super(null);
  }

  /**
   * Reads the modem lines; may be called from any thread.
   *
   * @return their state now; all off while the port is not open
   */
  public ModemLines modemLines() {
    SerialDevice device = device();
    return device == null ? ModemLines.NONE : device.modemLines();
  }

  /**
   * Returns what went wrong on the line so far; may be called from any thread.
   *
   * @return the counts since the open; not counted before it, or if the port cannot tell
   */
  public SerialLineErrors lineErrors() {
    SerialDevice device = device();
    return device == null ? SerialLineErrors.NONE : device.lineErrors();
  }

  /**
   * Holds the line in BREAK. Bytes that the system has taken leave before it; writes that are still
   * queued leave after it. May be called from any thread.
   *
   * @param millis how long, in milliseconds; 250 is usual
   * @return succeeds at the end of the BREAK; fails if the port cannot send one or is not open
   */
  public ChannelFuture sendBreak(int millis) {
    ObjectUtil.checkPositive(millis, "millis");
    ChannelPromise promise = newPromise();
    onLoop(() -> output.sendBreak(millis, promise));
    return promise;
  }

  @Override
  public SerialChannelConfig config() {
    return config;
  }

  @Override
  public ChannelMetadata metadata() {
    return METADATA;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public boolean isActive() {
    return active && open;
  }

  @Override
  protected SocketAddress localAddress0() {
    return LOCAL_ADDRESS;
  }

  @Override
  protected @Nullable SocketAddress remoteAddress0() {
    SerialOpening opening = this.opening;
    return opening == null ? null : opening.address();
  }

  @Override
  protected boolean isCompatible(EventLoop loop) {
    return true;
  }

  @Override
  @SuppressWarnings("deprecation") // AbstractChannel calls no other
  protected void doRegister() {
    if (eventLoop() instanceof SingleThreadEventExecutor loop) {
      loop.addShutdownHook(closeWithLoop);
    }
    input.startWait(); // If the port is open already, the channel comes from another event loop.
  }

  @Override
  protected void doDeregister() {
    input.leaveLoop();
    if (eventLoop() instanceof SingleThreadEventExecutor loop) {
      loop.removeShutdownHook(closeWithLoop);
    }
  }

  @Override
  protected void doBind(SocketAddress localAddress) {
    throw new UnsupportedOperationException("a serial port is connected, never bound");
  }

  @Override
  protected void doDisconnect() {
    doClose();
  }

  /** A line has no half-close. */
  @Override
  protected void doShutdownOutput() {
    unsafe().close(unsafe().voidPromise());
  }

  @Override
  protected void doBeginRead() {
    input.beginRead();
  }

  void clearReadPending() {
    if (!isRegistered() || eventLoop().inEventLoop()) {
      input.clearReadPending(); // At once, because a read that is asked for next must count.
    } else {
      onLoop(input::clearReadPending);
    }
  }

  @Override
  protected Object filterOutboundMessage(Object message) {
    if (message instanceof ByteBuf) {
      return message;
    }
    throw new UnsupportedOperationException(
        "a serial channel writes ByteBuf, not " + StringUtil.simpleClassName(message));
  }

  @Override
  protected void doWrite(ChannelOutboundBuffer buffer) {
    output.write(buffer);
  }

  /** Closes whatever there is, an open in progress included. May block for a bounded time. */
  @Override
  protected void doClose() {
    open = false;
    SerialOpening opening = this.opening;
    if (opening != null) {
      // When an event loop ends, its ports close one after the other, so none may take long.
      boolean loopEnds = isRegistered() && eventLoop().isShuttingDown();
      opening.release(loopEnds ? 0 : config.getDrainTimeoutMillis());
    }
  }

  private void closeWithLoop() {
    unsafe().close(unsafe().voidPromise());
    SerialOpening opening = this.opening;
    if (opening != null) {
      opening.awaitRelease();
    }
  }

  /** Runs a task on the event loop, or gives the port back if there is none any more. */
  void onLoop(Runnable task) {
    try {
      eventLoop().execute(task);
    } catch (RejectedExecutionException e) {
      BlockingCalls.EXECUTOR.execute(this::doClose);
    }
  }

  /** The port is open and set up. On the event loop. */
  void activate(SerialDevice device) {
    output.start(device);
    input.start(device);
    active = true;
  }

  /** The port went away. On the event loop. */
  void lost() {
    SerialOpening opening = this.opening;
    if (isOpen() && opening != null && !SerialDevice.processEnds()) {
      ((SerialUnsafe) unsafe()).lost(SerialPortException.disconnected(opening.port()));
    }
  }

  /** Writes what was flushed meanwhile. On the event loop. */
  void writeMore() {
    ((SerialUnsafe) unsafe()).flush0();
  }

  @Nullable SerialDevice device() {
    SerialOpening opening = this.opening;
    return opening == null ? null : opening.device();
  }

  void checkNotOpened(ChannelOption<?> option) {
    if (opening != null) {
      throw new IllegalStateException(
          option.name() + " is fixed once a port is opened; set it before, on a new channel");
    }
  }

  void setLines(ChannelOption<?> option, SerialSettings settings) {
    SerialDevice device = device();
    if (device != null && isOpen() && !device.setLines(settings.dtr(), settings.rts())) {
      throw new UnsupportedOperationException(option.name() + ": the port has no such line");
    }
  }

  /** Whether this module sees a type of one that it does not need. */
  private static boolean isThere(String type) {
    try {
      Class<?> found = Class.forName(type, false, SerialChannel.class.getClassLoader());
      return SerialChannel.class.getModule().canRead(found.getModule());
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  private static @Nullable String port(SocketAddress address) {
    if (address instanceof SerialAddress serial) {
      return serial.port();
    }
    return RXTX ? RxtxAdapter.port(address) : null;
  }

  @Override
  protected AbstractUnsafe newUnsafe() {
    return new SerialUnsafe();
  }

  private final class SerialUnsafe extends AbstractUnsafe {

    @Override
    public void connect(
        SocketAddress remoteAddress, @Nullable SocketAddress localAddress, ChannelPromise promise) {
      if (!promise.setUncancellable() || !ensureOpen(promise)) {
        return;
      }
      if (opening != null) {
        promise.tryFailure(
            active ? new AlreadyConnectedException() : new ConnectionPendingException());
        return;
      }
      String port = port(remoteAddress);
      if (port == null) {
        promise.tryFailure(new UnsupportedAddressTypeException());
        return;
      }
      SocketAddress shown = RXTX ? RxtxAdapter.shown(remoteAddress) : remoteAddress;
      SerialOpening opening = new SerialOpening(SerialChannel.this, port, shown, promise);
      SerialChannel.this.opening = opening;
      opening.start(config.getSettings(), config.getConnectTimeoutMillis());
    }

    @Override
    protected @Nullable Executor prepareToClose() {
      open = false;
      input.stop();
      SerialOpening opening = SerialChannel.this.opening;
      if (opening == null) {
        return null;
      }
      opening.cancel();
      return opening::runRelease;
    }

    void lost(SerialPortException cause) {
      pipeline().fireExceptionCaught(cause);
      close(voidPromise(), cause, new ClosedChannelException());
    }

    @Override
    protected void flush0() {
      super.flush0();
    }
  }
}

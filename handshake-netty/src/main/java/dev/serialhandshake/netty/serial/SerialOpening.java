// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import io.netty.channel.ChannelPromise;
import io.netty.util.concurrent.Future;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The open of a channel's port on a borrowed thread, from the connect to the active channel.
 * Whatever comes of it, {@link #release} gives it back. On the event loop, but for that.
 */
final class SerialOpening {

  /** How long a release waits for an open in progress, so that the port is free afterwards. */
  private static final long OPEN_SECONDS = 2;

  private static final long RELEASE_SECONDS = 5;

  private final SerialChannel channel;
  private final String port;
  private final SocketAddress address;
  private final CountDownLatch released = new CountDownLatch(1);
  private final CompletableFuture<SerialDevice> device = new CompletableFuture<>();
  private @Nullable ChannelPromise connectPromise;
  private @Nullable Future<?> timer;

  SerialOpening(
      SerialChannel channel, String port, SocketAddress address, ChannelPromise connectPromise) {
    this.channel = channel;
    this.port = port;
    this.address = address;
    this.connectPromise = connectPromise;
  }

  SocketAddress address() {
    return address;
  }

  String port() {
    return port;
  }

  void start(SerialSettings settings, int timeoutMillis) {
    BlockingCalls.EXECUTOR.execute(() -> open(settings));
    if (timeoutMillis > 0) {
      startTimer(() -> fail(SerialPortException.openTimedOut(port, timeoutMillis)), timeoutMillis);
    }
  }

  private void open(SerialSettings settings) {
    try {
      SerialDevice opened = SerialDevice.open(port, settings, true);
      device.complete(opened);
      channel.onLoop(() -> opened(opened));
    } catch (Throwable t) {
      device.completeExceptionally(t);
      channel.onLoop(() -> fail(t));
    }
  }

  private void opened(SerialDevice opened) {
    if (connectPromise == null) {
      return; // The channel was closed, or timed out, meanwhile. The close releases the port.
    }
    cancelTimer();
    int wait = channel.config().getWaitTimeMillis();
    if (wait > 0) {
      startTimer(() -> activate(opened), wait);
    } else {
      activate(opened);
    }
  }

  private void activate(SerialDevice opened) {
    ChannelPromise promise = end();
    if (promise != null) {
      channel.activate(opened);
      promise.trySuccess();
      channel.pipeline().fireChannelActive();
    }
  }

  private void fail(Throwable failure) {
    ChannelPromise promise = end();
    if (promise != null) {
      promise.tryFailure(failure);
      channel.unsafe().close(channel.unsafe().voidPromise());
    }
  }

  /** The channel closes. */
  void cancel() {
    ChannelPromise promise = end();
    if (promise != null) {
      promise.tryFailure(new ClosedChannelException());
    }
  }

  private @Nullable ChannelPromise end() {
    cancelTimer();
    ChannelPromise promise = connectPromise;
    connectPromise = null;
    return promise;
  }

  private void startTimer(Runnable task, int millis) {
    timer = channel.eventLoop().schedule(task, millis, TimeUnit.MILLISECONDS);
  }

  private void cancelTimer() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  /** The port, once it is open. */
  @Nullable SerialDevice device() {
    return device.isCompletedExceptionally() ? null : device.getNow(null);
  }

  /**
   * Closes what was opened or is being opened; on any thread, which may block for a bounded time.
   */
  void release(int drainMillis) {
    try {
      device.get(OPEN_SECONDS, TimeUnit.SECONDS).close(drainMillis);
    } catch (ExecutionException e) {
      // Nothing was opened.
    } catch (TimeoutException e) {
      releaseLater();
    } catch (InterruptedException e) {
      releaseLater();
      Thread.currentThread().interrupt();
    }
  }

  private void releaseLater() {
    var unused = device.thenAccept(opened -> opened.close(0));
  }

  /** Runs the channel's close, which calls {@link #release}, where it may block. */
  void runRelease(Runnable close) {
    BlockingCalls.EXECUTOR.execute(
        () -> {
          try {
            close.run();
          } finally {
            released.countDown();
          }
        });
  }

  /** For an event loop that ends: it must not do so before it got what follows the close. */
  void awaitRelease() {
    try {
      var unused = released.await(RELEASE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

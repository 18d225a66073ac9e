// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import io.netty.channel.EventLoop;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.concurrent.Future;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * An event loop of Netty's epoll transport waits for the input of a port, as it waits for that of
 * its sockets: the port needs no thread, and its input changes none. Level-triggered, as Netty's
 * own channels are: while the demand lasts, a read takes no call but its own.
 *
 * <p>The kernel tells the end of a port (EPOLLHUP) without being asked for it.
 */
final class PolledInput implements InputWait, EpollIoHandle {

  /** Called on the event loop. */
  interface Sink {

    /**
     * There is input, or the port has gone.
     *
     * @param hungUp whether it has gone; input may be left nevertheless
     */
    void ready(boolean hungUp);
  }

  /** EPOLLHUP of {@code epoll(7)}, for which Netty has no name. */
  private static final int HANG_UP = 0x10;

  private final FileDescriptor descriptor;
  private final Sink sink;
  private @Nullable IoRegistration registration;
  private boolean demanded;

  private PolledInput(FileDescriptor descriptor, Sink sink) {
    this.descriptor = descriptor;
    this.sink = sink;
  }

  /**
   * Begins to watch a port.
   *
   * @param loop the caller is on it
   * @param descriptor that of the open port; whoever closes it calls {@link #stop} first
   * @return null if this event loop cannot, since it is no epoll loop, or the kernel has no poll
   *     for this device
   */
  static @Nullable PolledInput begin(EventLoop loop, int descriptor, Sink sink) {
    if (!(loop instanceof IoEventLoop io) || !io.isCompatible(PolledInput.class)) {
      return null;
    }
    PolledInput polled = new PolledInput(new FileDescriptor(descriptor), sink);
    Future<IoRegistration> registered = io.register(polled); // At once, on the loop.
    if (!registered.isSuccess()) {
      return null;
    }
    polled.registration = registered.getNow();
    try {
      polled.registration.submit(onlyTheEnd());
      return polled;
    } catch (UncheckedIOException e) {
      polled.stop();
      return null;
    }
  }

  @Override
  public FileDescriptor fd() {
    return descriptor;
  }

  @Override
  public void demand() {
    ask(true);
  }

  @Override
  public void rest() {
    ask(false);
  }

  private void ask(boolean demand) {
    IoRegistration open = registration;
    if (demanded != demand && open != null) {
      demanded = demand;
      try {
        open.submit(demand ? EpollIoOps.EPOLLIN : onlyTheEnd());
      } catch (UncheckedIOException e) {
        if (!SerialDevice.processEnds()) { // That closes ports before their channels.
          throw e;
        }
      }
    }
  }

  /**
   * The kernel adds EPOLLHUP to each set of events. An empty set would not do: Netty takes the
   * descriptor out of epoll then. No constant of this class: it would load Netty's native code,
   * which is not there for each processor, before {@link #begin} knows whether this is an epoll
   * loop.
   */
  private static EpollIoOps onlyTheEnd() {
    return EpollIoOps.EPOLLERR;
  }

  @Override
  public void handle(IoRegistration from, IoEvent event) {
    if (registration != null) {
      sink.ready((((EpollIoEvent) event).ops().value() & HANG_UP) != 0);
    }
  }

  @Override
  public void stop() {
    IoRegistration open = registration;
    registration = null;
    if (open != null) {
      open.cancel();
    }
  }

  /** The event loop ends; the channel has been closed by then. */
  @Override
  public void close() {
    stop();
  }
}

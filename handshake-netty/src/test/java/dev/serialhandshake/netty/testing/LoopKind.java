// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.testing;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.local.LocalIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** The event loops of Netty. */
public enum LoopKind {
  NIO,
  LOCAL,
  EPOLL,
  /** The kernel must have it, and allow it: containers often forbid it. */
  IO_URING;

  /** Makes event loops; skips the test, with the reason, where there are none of this kind. */
  public EventLoopGroup loops(int threads) {
    Throwable unavailable = unavailabilityCause();
    boolean required = this != IO_URING && Boolean.parseBoolean(System.getenv("CI"));
    Assumptions.assumeTrue(
        required || unavailable == null, () -> "no " + this + " here: " + unavailable);
    return new MultiThreadIoEventLoopGroup(threads, factory());
  }

  private IoHandlerFactory factory() {
    return switch (this) {
      case NIO -> NioIoHandler.newFactory();
      case LOCAL -> LocalIoHandler.newFactory();
      case EPOLL -> EpollIoHandler.newFactory();
      case IO_URING -> IoUringIoHandler.newFactory();
    };
  }

  private @Nullable Throwable unavailabilityCause() {
    return switch (this) {
      case NIO, LOCAL -> null;
      case EPOLL -> Epoll.unavailabilityCause();
      case IO_URING -> IoUring.unavailabilityCause();
    };
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty;

import dev.serialhandshake.core.HandshakeReport;
import io.netty.util.concurrent.DefaultPromise;
import io.netty.util.concurrent.EventExecutor;
import org.jspecify.annotations.Nullable;

/**
 * The promise of a handshake: exists before its handler is in a pipeline, and so before there is an
 * executor. Refers to no handler, since callers may keep it. Nobody can cancel it; who wants to end
 * a handshake closes the channel.
 */
final class HandshakePromise extends DefaultPromise<HandshakeReport> {

  private volatile @Nullable EventExecutor executor;

  /**
   * Makes a promise.
   *
   * @param executor who tells its listeners; null while that is not known
   */
  HandshakePromise(@Nullable EventExecutor executor) {
    this.executor = executor;
    setUncancellable();
  }

  /** From here on listeners are told by this executor. */
  void bindTo(EventExecutor executor) {
    this.executor = executor;
  }

  @Override
  protected EventExecutor executor() {
    EventExecutor bound = executor;
    if (bound == null) {
      throw new IllegalStateException("the handler was not added to a pipeline yet");
    }
    return bound;
  }

  @Override
  protected void checkDeadLock() {
    // Without an executor nobody can be on its thread.
    if (executor != null) {
      super.checkDeadLock();
    }
  }
}

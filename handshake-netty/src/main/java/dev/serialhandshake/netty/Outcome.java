// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty;

import dev.serialhandshake.core.Handshake;
import dev.serialhandshake.core.HandshakeException;
import io.netty.util.concurrent.EventExecutor;
import org.jspecify.annotations.Nullable;

/**
 * How a handshake ended, once it did, and the promise of that for those who ask; most never do. On
 * the channel's event loop, where not said otherwise.
 */
abstract class Outcome {

  private @Nullable EventExecutor executor;
  private @Nullable HandshakePromise promise;
  private @Nullable Handshake success;
  private @Nullable HandshakeException failure;

  /** On any thread. Made when it is asked for, perhaps after the end. */
  final synchronized HandshakePromise promise() {
    HandshakePromise asked = promise;
    if (asked == null) {
      asked = new HandshakePromise(executor);
      promise = asked;
      if (success != null) {
        asked.setSuccess(success.report());
      } else if (failure != null) {
        asked.setFailure(failure);
      }
    }
    return asked;
  }

  /** Why later writes fail; null while they don't. */
  final @Nullable HandshakeException failure() {
    return failure;
  }

  final synchronized void bindTo(EventExecutor executor) {
    this.executor = executor;
    if (promise != null) {
      promise.bindTo(executor);
    }
  }

  /** With a handshake that changes no more. */
  final void succeed(Handshake established) {
    HandshakePromise asked;
    synchronized (this) {
      success = established;
      asked = promise;
    }
    if (asked != null) {
      asked.setSuccess(established.report());
    }
  }

  /** From here on writes fail. Who asked for the promise is not told yet. */
  final synchronized void fail(HandshakeException exception) {
    failure = exception;
  }

  final void tellFailure(HandshakeException exception) {
    HandshakePromise asked;
    synchronized (this) {
      asked = promise;
    }
    if (asked != null) {
      asked.tryFailure(exception); // unless it was asked for in between, and made with its end
    }
  }

  final synchronized void beginAnew(HandshakePromise next) {
    promise = next;
    failure = null;
  }
}

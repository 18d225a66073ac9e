// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty;

import io.netty.util.concurrent.EventExecutor;
import org.jspecify.annotations.Nullable;

/**
 * How a handshake ended, once it did, and the promise of that. Most callers never ask for the
 * promise, so it is made when somebody asks. May be used on any thread.
 */
final class Outcome {

  private @Nullable EventExecutor executor;
  private @Nullable HandshakePromise promise;
  private @Nullable HandshakeCompletionEvent end;

  /** The promise; completed already if the handshake has ended. */
  synchronized HandshakePromise promise() {
    HandshakePromise asked = promise;
    if (asked == null) {
      asked = new HandshakePromise(executor);
      promise = asked;
      if (end != null) {
        complete(asked, end);
      }
    }
    return asked;
  }

  /** From here on listeners are told by this executor. */
  synchronized void bindTo(EventExecutor executor) {
    this.executor = executor;
    if (promise != null) {
      promise.bindTo(executor);
    }
  }

  /** Somebody who asks for the promise now gets the end; whoever has asked is not told yet. */
  synchronized void end(HandshakeCompletionEvent event) {
    end = event;
  }

  /** How it ended; null while it has not. */
  synchronized @Nullable HandshakeCompletionEvent end() {
    return end;
  }

  /** Tells those who have the promise. */
  void tell(HandshakeCompletionEvent event) {
    HandshakePromise asked;
    synchronized (this) {
      asked = promise;
    }
    if (asked != null) { // outside the lock, since listeners run now
      complete(asked, event);
    }
  }

  /** Does nothing if the promise was made with its end. */
  private static void complete(HandshakePromise promise, HandshakeCompletionEvent event) {
    if (event.cause() == null) {
      promise.trySuccess(event.report());
    } else {
      promise.tryFailure(event.cause());
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty;

import io.netty.util.concurrent.EventExecutor;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * How a handshake ended, once it did, and the promise of that. Most callers never ask for the
 * promise, so it is made when somebody asks. May be used on any thread.
 *
 * <p>It takes no lock, since a handshake on a clean line would take and release one six times. Each
 * side writes what it has before it looks at what the other side has:
 *
 * <pre>
 * who asks          writes the promise, then looks at the end and at the executor
 * the event loop    writes the end or the executor, then looks at the promise
 * </pre>
 *
 * So at least one of the two sees the other, and completes or binds the promise. Both may; that
 * does no harm.
 */
final class Outcome {

  private static final VarHandle PROMISE;

  static {
    try {
      PROMISE =
          MethodHandles.lookup().findVarHandle(Outcome.class, "promise", HandshakePromise.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile @Nullable EventExecutor executor;
  private volatile @Nullable HandshakePromise promise;
  private volatile @Nullable HandshakeCompletionEvent end;

  /**
   * The promise, always the same one. It is complete, or its maker completes it at once, if it was
   * made after the handshake had ended.
   */
  HandshakePromise promise() {
    HandshakePromise asked = promise;
    if (asked != null) {
      return asked;
    }
    HandshakePromise made = new HandshakePromise(executor);
    HandshakePromise first = (HandshakePromise) PROMISE.compareAndExchange(this, null, made);
    if (first != null) {
      return first;
    }
    EventExecutor bound = executor;
    if (bound != null) {
      made.bindTo(bound);
    }
    HandshakeCompletionEvent over = end;
    if (over != null) {
      complete(made, over);
    }
    return made;
  }

  /** From here on listeners are told by this executor. */
  void bindTo(EventExecutor executor) {
    this.executor = executor;
    HandshakePromise asked = promise;
    if (asked != null) {
      asked.bindTo(executor);
    }
  }

  /** Somebody who asks for the promise now gets the end; whoever has asked is not told yet. */
  void end(HandshakeCompletionEvent event) {
    end = event;
  }

  /** How it ended; null while it has not. */
  @Nullable HandshakeCompletionEvent end() {
    return end;
  }

  /** Tells those who have the promise. Comes after {@link #end(HandshakeCompletionEvent)}. */
  void tell(HandshakeCompletionEvent event) {
    HandshakePromise asked = promise;
    if (asked != null) {
      EventExecutor bound = executor;
      if (bound != null) {
        asked.bindTo(bound); // who has just made it may not have come to that
      }
      complete(asked, event);
    }
  }

  /** Does nothing if the promise is complete already. */
  private static void complete(HandshakePromise promise, HandshakeCompletionEvent event) {
    if (event.cause() == null) {
      promise.trySuccess(event.report());
    } else {
      promise.tryFailure(event.cause());
    }
  }
}

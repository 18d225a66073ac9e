// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.link;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** When what is due. */
final class LinkTimers {

  /** The waits of a link. */
  enum Kind {
    OPEN_RETRY,
    OPEN_TIMEOUT,
    RETRANSMIT,
    PING,
    SILENCE,
    CLOSE_TIMEOUT,
    GRACE
  }

  static final long NEVER = Long.MAX_VALUE;

  private static final Kind[] KINDS = Kind.values();

  private final long[] dueAt = new long[KINDS.length];

  LinkTimers() {
    clear();
  }

  @SuppressWarnings("EnumOrdinal") // a dense table, which is never stored
  private static int index(Kind kind) {
    return kind.ordinal();
  }

  void set(Kind kind, long at) {
    dueAt[index(kind)] = at;
  }

  void stop(Kind kind) {
    dueAt[index(kind)] = NEVER;
  }

  long at(Kind kind) {
    return dueAt[index(kind)];
  }

  boolean runs(Kind kind) {
    return dueAt[index(kind)] != NEVER;
  }

  /** Stops all. */
  void clear() {
    Arrays.fill(dueAt, NEVER);
  }

  /** When the first one is due. */
  long first() {
    long first = NEVER;
    for (long at : dueAt) {
      first = Math.min(first, at);
    }
    return first;
  }

  /** Stops and returns the timer that was due first; null when none is due. */
  @Nullable Kind next(long now) {
    Kind next = null;
    long at = now;
    for (Kind kind : KINDS) {
      if (dueAt[index(kind)] <= at && (next == null || dueAt[index(kind)] < at)) {
        next = kind;
        at = dueAt[index(kind)];
      }
    }
    if (next != null) {
      stop(next);
    }
    return next;
  }

  // For the explorer of the tests.

  LinkTimers copy() {
    LinkTimers copy = new LinkTimers();
    System.arraycopy(dueAt, 0, copy.dueAt, 0, dueAt.length);
    return copy;
  }
}

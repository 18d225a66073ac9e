// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.sshd;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells from the pace of a client, before it has logged in, that it is there no more. Nothing else
 * tells on a line, for SSH has no question that a client must answer before its login.
 *
 * <p>Two things show it, and a live client does neither. It takes long for its next packet where
 * its program alone decides; where a person may be asked (Is this host known? Which passphrase?) it
 * may. And a packet that has begun does not come to its end: those are the SYNs of the next client,
 * in which SSH sees the beginning of a packet that it waits for.
 *
 * <p>Told on the event loop, asked on any thread. Times are those of one clock, in nanoseconds.
 */
final class LoginWatch {

  private final long stepNanos;
  private final long restNanos;
  private volatile Progress progress;

  /**
   * What came in so far.
   *
   * @param steppedAt when the last whole packet came, or the session began
   * @param partial whether a packet has begun behind it
   * @param begunAt when that was
   */
  private record Progress(long steppedAt, boolean partial, long begunAt) {}

  /**
   * Begins to watch.
   *
   * @param stepNanos how long a packet may be due; its rest half as long, since nobody is asked in
   *     the middle of a packet, and nothing computed
   */
  LoginWatch(long stepNanos, long now) {
    this.stepNanos = stepNanos;
    restNanos = stepNanos / 2;
    progress = new Progress(now, false, now);
  }

  /** A packet, or the ident, is whole and has been dealt with. */
  void stepped(long now) {
    progress = new Progress(now, false, now);
  }

  /** A read is over; its last packet is whole or not. */
  void received(boolean partial, long now) {
    Progress before = progress;
    if (partial != before.partial()) {
      progress = new Progress(before.steppedAt(), partial, now);
    }
  }

  /** The line is away, so nothing can come: all waits begin anew. */
  void lineAway(long now) {
    progress = new Progress(now, progress.partial(), now);
  }

  /**
   * Returns why the client must be gone; null if it need not.
   *
   * @param extraNanos how much longer everything may take
   */
  @Nullable String gone(boolean personMayBeAsked, long now, long extraNanos) {
    Progress current = progress;
    if (current.partial() && now - current.begunAt() > restNanos + extraNanos) {
      return "the rest of a packet does not come, for " + seconds(now - current.begunAt());
    }
    if (!personMayBeAsked && now - current.steppedAt() > stepNanos + extraNanos) {
      return "the client's next packet does not come, for " + seconds(now - current.steppedAt());
    }
    return null;
  }

  private static String seconds(long nanos) {
    return TimeUnit.NANOSECONDS.toSeconds(nanos) + " s";
  }
}

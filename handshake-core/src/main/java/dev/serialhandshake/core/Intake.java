// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import org.jspecify.annotations.Nullable;

/**
 * What a handshake has received: how much, how much of it was frames that were due, and the first
 * bytes.
 *
 * <p>Evidence takes memory, and a clean line needs none. So the first bytes are kept as a number
 * until they are too many, or until somebody wants to know more than counts. Evidence begins then,
 * with these bytes.
 */
final class Intake {

  private final Role role;
  private long received;
  private long taken;

  /** How many bytes were discarded before the last frame that was taken. */
  private long discardedBefore;

  /** The first bytes, the newest lowest, as long as there is no evidence. */
  private long first;

  private @Nullable Evidence evidence;

  Intake(Role role) {
    this.role = role;
  }

  /** For the explorer of the tests: a copy that collects no evidence. */
  Intake(Role role, @Nullable Intake other) {
    this.role = role;
    evidence = Evidence.NONE;
    if (other != null) {
      received = other.received;
      taken = other.taken;
      discardedBefore = other.discardedBefore;
    }
  }

  /**
   * Counts bytes as received. Until they are taken, they are garbage.
   *
   * @param nonce that of the last SYN sent
   * @param nonceBefore that of the SYN before it
   */
  void add(ByteView read, int from, int to, int nonce, int nonceBefore) {
    long all = received + to - from;
    if (evidence == null && all <= FirstBytes.MOST) {
      first = FirstBytes.append(first, read, from, to);
    } else {
      evidence(nonce, nonceBefore).add(read, from, to, nonce, nonceBefore);
    }
    received = all;
  }

  /**
   * The last bytes are the frame that was due, and no garbage.
   *
   * @return how many bytes were discarded since the frame before it
   */
  long take(Step step, int frame, int nonce, int nonceBefore) {
    int length = Frame.length(frame);
    if (evidence != null || discarded() > length) {
      evidence(nonce, nonceBefore).taken(step, frame, discarded() - length);
    }
    taken += length;
    long since = discarded() - discardedBefore;
    discardedBefore = discarded();
    return since;
  }

  /** The last bytes are the application's after all. */
  void giveBack(int count) {
    received -= count;
    if (evidence == null) {
      first >>>= 8 * count;
    } else {
      evidence.unread(discarded(), count);
    }
  }

  /** The evidence so far; begins it, where there is none yet. */
  Evidence evidence(int nonce, int nonceBefore) {
    if (evidence == null) {
      FirstBytes bytes = new FirstBytes(first, (int) received);
      evidence = Evidence.of(bytes, (int) taken, role, nonce, nonceBefore);
    }
    return evidence;
  }

  /** The evidence so far, if there is any. */
  @Nullable Evidence evidenceIfAny() {
    return evidence;
  }

  long received() {
    return received;
  }

  /** How many of the bytes received are no part of a frame that was due. */
  long discarded() {
    return received - taken;
  }
}

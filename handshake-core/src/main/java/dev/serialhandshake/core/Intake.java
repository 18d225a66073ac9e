// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import org.jspecify.annotations.Nullable;

/**
 * What a handshake has received: how many bytes, how many of them were frames that were due, and
 * the first bytes.
 *
 * <p>Evidence takes memory, and a clean line needs none. So the first bytes are kept as a number
 * until they are too many, or until somebody asks for more than the counts. Then the evidence
 * begins with these bytes.
 */
final class Intake {

  private final Role role;

  /** How many bytes were received, counted up to one more than are kept as a number. */
  private int received;

  /** How many of the bytes received are no part of a frame that was due. */
  private long discarded;

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
      discarded = other.discarded;
    }
  }

  /**
   * Counts the first bytes of a read as received. Until they are taken, they are garbage.
   *
   * @param nonce the nonce of the last SYN that was sent
   * @param nonceBefore the nonce of the SYN before it
   */
  void add(ByteView read, int count, int nonce, int nonceBefore) {
    if (evidence == null && count <= FirstBytes.MOST - received) {
      first = FirstBytes.append(first, read, count);
    } else {
      evidence(nonce, nonceBefore).add(read, 0, count, nonce, nonceBefore);
    }
    received = (int) Math.min((long) received + count, FirstBytes.MOST + 1);
    discarded += count;
  }

  /**
   * The last bytes are the frame that was due. They are no garbage.
   *
   * @return how many bytes were discarded since the frame before it
   */
  long take(Step step, int frame, int nonce, int nonceBefore) {
    long garbage = discarded - Frame.length(frame);
    boolean any = evidence != null || garbage > 0;
    long since = any ? evidence(nonce, nonceBefore).taken(step, frame, garbage) : 0;
    discarded = garbage;
    return since;
  }

  /** The last bytes belong to the application. They were counted too early. */
  void giveBack(int count) {
    received -= count;
    discarded -= count;
    if (evidence == null) {
      first >>>= 8 * count;
    } else {
      evidence.unread(discarded, count);
    }
  }

  /** The evidence so far; begins it, where there is none yet. */
  Evidence evidence(int nonce, int nonceBefore) {
    if (evidence == null) {
      FirstBytes bytes = new FirstBytes(first, received);
      evidence = Evidence.of(bytes, received - (int) discarded, role, nonce, nonceBefore);
    }
    return evidence;
  }

  /** The evidence so far, if there is any. */
  @Nullable Evidence evidenceIfAny() {
    return evidence;
  }

  boolean isEmpty() {
    return received == 0;
  }

  long discarded() {
    return discarded;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.probing;

import dev.serialhandshake.core.internal.Wire;
import java.util.Arrays;

/** What was received for a SYN with one nonce. */
final class SynResult {

  enum Kind {
    PASSED,
    LATE,
    /** Nothing. */
    NO_REPLY,
    /** An answer without the byte that was due. */
    ANSWER_LOST,
    /** An answer with another byte in its place. */
    ANSWER_CHANGED,
    /** An answer with more bytes in its place. */
    ANSWER_GREW,
    /** XON is lost on the way to the peer, so XOFF was not sent. */
    PRESUMED_TO_PEER,
    /** XON is lost on the way back, so XOFF was not asked for. */
    PRESUMED_FROM_PEER,
    /** Other bytes, which prove nothing. */
    NOISE
  }

  private static final byte[] NONE = {};

  private final Kind kind;
  private final byte[] seen;

  private SynResult(Kind kind, byte[] seen) {
    this.kind = kind;
    this.seen = seen;
  }

  Kind kind() {
    return kind;
  }

  /**
   * The bytes between the ACK and the peer's own nonce, where the successor of our nonce was due.
   */
  byte[] seen() {
    return seen;
  }

  static SynResult of(Kind kind) {
    return new SynResult(kind, NONE);
  }

  /** Finds the result in all bytes received for a SYN, its echo included. */
  static SynResult of(int nonce, byte[] reply) {
    int syn = reply.length > 0 && reply[0] == Wire.FILLER ? 1 : 0;
    boolean echo =
        reply.length > syn + 1 && reply[syn] == Wire.SYN && reply[syn + 1] == (byte) nonce;
    int ack = echo ? syn + 2 : 0;
    while (ack < reply.length && reply[ack] != Wire.ACK) {
      ack++;
    }
    byte due = (byte) Wire.acknowledge(nonce);
    int behind = reply.length - ack - 1;
    if (behind < 1) {
      return of(reply.length == 0 ? Kind.NO_REPLY : Kind.NOISE);
    }
    if (behind == 1) {
      return of(reply[ack + 1] == due ? Kind.PASSED : Kind.ANSWER_LOST);
    }
    byte[] seen = Arrays.copyOfRange(reply, ack + 1, reply.length - 1);
    if (seen.length == 1) {
      return seen[0] == due ? of(Kind.PASSED) : new SynResult(Kind.ANSWER_CHANGED, seen);
    }
    return seen.length > 3 ? of(Kind.NOISE) : new SynResult(Kind.ANSWER_GREW, seen);
  }

  boolean isSameAs(SynResult other) {
    return kind == other.kind && Arrays.equals(seen, other.seen);
  }
}

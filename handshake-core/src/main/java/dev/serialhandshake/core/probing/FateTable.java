// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.probing;

import dev.serialhandshake.core.probing.SynResult.Kind;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds out from the results what became of each value in each direction. A SYN with nonce p tests
 * p on the way to the peer and p + 1 on the way back. If another byte than p + 1 arrives, one of
 * the two ways has changed it: the way on which the change is one that lines are known for. If both
 * ways are possible, the values at the edge of that change decide, since it can affect them in one
 * direction only.
 */
final class FateTable {

  private static final byte[] NONE = {};

  private final @Nullable SynResult[] results;
  private final ByteFate[][] fates = new ByteFate[2][SweepPlan.VALUES];
  private final byte[][][] changes = new byte[2][SweepPlan.VALUES][];

  private FateTable(@Nullable SynResult[] results) {
    this.results = results;
    for (Direction direction : Direction.values()) {
      Arrays.fill(row(direction), ByteFate.UNTESTED);
      Arrays.fill(changes[index(direction)], NONE);
    }
    for (int nonce = 0; nonce < SweepPlan.VALUES; nonce++) {
      SynResult result = results[nonce];
      if (result != null) {
        judge(nonce, (nonce + 1) & 0xff, result);
      }
    }
    if (hitsAtItsEdge(Transformation.BIT_7, Direction.FROM_PEER)) {
      row(Direction.TO_PEER)[0xff] = ByteFate.UNTESTED; // 7f + 1 without bit 7 is 00 as well
    }
  }

  static FateTable of(@Nullable SynResult[] results) {
    return new FateTable(results);
  }

  ByteFate fate(Direction direction, int value) {
    return row(direction)[value];
  }

  byte[] change(Direction direction, int value) {
    return changes[index(direction)][value];
  }

  private static int index(Direction direction) {
    return direction == Direction.TO_PEER ? 0 : 1;
  }

  private ByteFate[] row(Direction direction) {
    return fates[index(direction)];
  }

  private void judge(int out, int back, SynResult result) {
    switch (result.kind()) {
      case PASSED -> both(out, back, ByteFate.PASSED);
      case LATE -> both(out, back, ByteFate.LATE);
      case NO_REPLY -> row(Direction.TO_PEER)[out] = ByteFate.LOST;
      case ANSWER_LOST -> back(out, back, ByteFate.LOST, NONE);
      case ANSWER_GREW -> back(out, back, ByteFate.CHANGED, result.seen());
      case ANSWER_CHANGED -> blame(out, back, result.seen()[0] & 0xff);
      case PRESUMED_TO_PEER -> row(Direction.TO_PEER)[out] = ByteFate.PRESUMED_LOST;
      case PRESUMED_FROM_PEER -> row(Direction.FROM_PEER)[back] = ByteFate.PRESUMED_LOST;
      case NOISE -> {}
    }
  }

  private void both(int out, int back, ByteFate fate) {
    row(Direction.TO_PEER)[out] = fate;
    row(Direction.FROM_PEER)[back] = fate;
  }

  /** The SYN was answered, so it has arrived. */
  private void back(int out, int back, ByteFate fate, byte[] change) {
    row(Direction.TO_PEER)[out] = ByteFate.PASSED;
    row(Direction.FROM_PEER)[back] = fate;
    changes[index(Direction.FROM_PEER)][back] = change;
  }

  private void blame(int out, int back, int seen) {
    int arrived = (seen - 1) & 0xff;
    Transformation onTheWayOut = known(out, arrived);
    Transformation onTheWayBack = known(back, seen);
    boolean mayBeOut = onTheWayOut != null;
    boolean mayBeBack = onTheWayBack != null;
    if (onTheWayOut != null && onTheWayBack != null) {
      boolean hitsBack = hitsAtItsEdge(onTheWayBack, Direction.FROM_PEER);
      boolean hitsOut = hitsAtItsEdge(onTheWayOut, Direction.TO_PEER);
      mayBeBack = hitsBack || !hitsOut;
      mayBeOut = hitsOut || !hitsBack;
    }
    if (mayBeOut == mayBeBack) {
      both(out, back, ByteFate.UNCLEAR);
    } else if (mayBeOut) {
      row(Direction.TO_PEER)[out] = ByteFate.CHANGED;
      changes[index(Direction.TO_PEER)][out] = new byte[] {(byte) arrived};
    } else {
      row(Direction.FROM_PEER)[back] = ByteFate.CHANGED;
      changes[index(Direction.FROM_PEER)][back] = new byte[] {(byte) seen};
      // Whether the other way changes it too cannot be seen through this.
      boolean hidden = onTheWayOut != null;
      row(Direction.TO_PEER)[out] = hidden ? ByteFate.UNTESTED : ByteFate.PASSED;
    }
  }

  private static @Nullable Transformation known(int from, int to) {
    for (Transformation transformation : Transformation.values()) {
      if (transformation.makes(from, to)) {
        return transformation;
      }
    }
    return null;
  }

  /** Whether the change affects a value for which the other direction cannot be the cause. */
  private boolean hitsAtItsEdge(Transformation transformation, Direction direction) {
    boolean out = direction == Direction.TO_PEER;
    for (int nonce = 0; nonce < SweepPlan.VALUES; nonce++) {
      int back = (nonce + 1) & 0xff;
      int hit = out ? nonce : back;
      int spared = out ? back : nonce;
      SynResult result = results[nonce];
      boolean edge = transformation.minds(hit) && !transformation.minds(spared);
      if (edge && result != null && result.kind() == Kind.ANSWER_CHANGED) {
        int seen = result.seen()[0] & 0xff;
        int expected = transformation.apply(hit);
        if (seen == (out ? (expected + 1) & 0xff : expected)) {
          return true;
        }
      }
    }
    return false;
  }
}

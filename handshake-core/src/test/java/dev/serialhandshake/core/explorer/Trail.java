// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.explorer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** How each open state was reached first, in the order of their being met. */
final class Trail {

  private int[] parents = new int[1 << 10];
  private int[] moves = new int[1 << 10];
  private int size;

  /** Adds the next open state; its parent is -1 where it is a beginning. */
  void add(int parent, Move move) {
    if (size == parents.length) {
      parents = Arrays.copyOf(parents, 2 * size);
      moves = Arrays.copyOf(moves, 2 * size);
    }
    parents[size] = parent;
    moves[size++] = move.pack();
  }

  /** The moves up to a state and the one that was made there. */
  List<Move> to(int parent, Move last) {
    List<Move> all = new ArrayList<>(List.of(last));
    for (int state = parent; state >= 0; state = parents[state]) {
      all.add(Move.unpack(moves[state]));
    }
    Collections.reverse(all);
    return all;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.explorer;

import java.util.function.BiPredicate;

/**
 * A walk that can be called across class loaders, since it takes and returns the JDK's types only.
 */
public final class FindsFailure implements BiPredicate<String, int[]> {

  /** Made by reflection. */
  public FindsFailure() {}

  @Override
  public boolean test(String pairing, int[] bounds) {
    try {
      return new Explorer(Pairing.valueOf(pairing), Bounds.unpack(bounds)).run().failed();
    } catch (IllegalStateException e) {
      return true; // an end that checks itself
    }
  }
}

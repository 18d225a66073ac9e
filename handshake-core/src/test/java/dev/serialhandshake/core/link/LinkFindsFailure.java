// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.link;

import java.util.function.Predicate;

/**
 * A walk that can be called across class loaders, since it takes and returns the JDK's types only.
 */
public final class LinkFindsFailure implements Predicate<int[]> {

  /** Made by reflection. */
  public LinkFindsFailure() {}

  @Override
  public boolean test(int[] bounds) {
    return !new LinkWalk(LinkBounds.unpack(bounds)).run().isEmpty();
  }
}

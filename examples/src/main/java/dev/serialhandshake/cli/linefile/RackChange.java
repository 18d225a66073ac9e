// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.linefile;

/**
 * How many lines a new plan concerns.
 *
 * @param added that were not there before
 * @param changed that are otherwise now
 * @param removed that are there no more
 * @param kept that notice nothing
 */
public record RackChange(int added, int changed, int removed, int kept) {

  @Override
  public String toString() {
    return added
        + " added, "
        + changed
        + " changed, "
        + removed
        + " removed, "
        + kept
        + " as before";
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.linefile;

/**
 * How many lines a reload has changed.
 *
 * @param added lines that are new
 * @param changed lines whose place or options are different now
 * @param removed lines that are gone
 * @param kept lines that go on as before
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

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.connect;

import dev.serialhandshake.cli.line.HostPort;
import dev.serialhandshake.cli.line.LineAddress;
import java.util.List;
import java.util.Set;

/**
 * The near end of a line that is to be.
 *
 * @param name what the line is called; no two have the same
 * @param address where its clients come
 * @param arguments its options, as on a command line
 * @param alone what no two near ends that have a client have in common: name, port and log
 */
record NearPlan(
    String name, HostPort address, NearLine near, List<String> arguments, Set<Object> alone) {

  LineAddress line() {
    return near.near().line();
  }

  /** Whether nothing of it has changed, wherever it stands in its file. */
  boolean isAs(NearPlan other) {
    return line().equals(other.line()) && arguments.equals(other.arguments);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.connect;

import dev.serialhandshake.cli.line.HostPort;
import dev.serialhandshake.cli.line.LineAddress;
import java.util.List;
import java.util.Set;

/**
 * The near end of a line, and where it shall listen.
 *
 * @param name of the line; no two lines of a file have the same
 * @param address where its clients connect; with port 0 the system chooses a port
 * @param arguments its options, as on a command line
 * @param exclusive what only one session at a time may use: the name, the serial port, the log
 */
record NearPlan(
    String name, HostPort address, NearLine near, List<String> arguments, Set<Object> exclusive) {

  LineAddress line() {
    return near.near().line();
  }

  /** Whether the LINE and the options are the same. Their place in the file does not matter. */
  boolean isAs(NearPlan other) {
    return line().equals(other.line()) && arguments.equals(other.arguments);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.rack;

import dev.serialhandshake.cli.console.CommandFailure;
import dev.serialhandshake.cli.line.LineAddress;
import dev.serialhandshake.cli.serve.line.BootLogs;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A line that is to be served.
 *
 * @param name what it is called in log and status; no two lines have the same
 * @param line where it is
 * @param options all that can be set for it
 * @param arguments the same as on a command line: lines whose arguments are equal share a setup
 * @param where the place in a file where it stands; empty for one of the command line
 */
public record PlannedLine(
    String name, LineAddress line, LineOptions options, List<String> arguments, String where) {

  /** Whether nothing of it has changed, wherever it stands. */
  boolean isServedAs(PlannedLine other) {
    return line.equals(other.line) && arguments.equals(other.arguments);
  }

  /**
   * Looks whether its log could be written, and changes nothing. Blocks.
   *
   * @throws CommandFailure if it could not
   */
  void checkLog() throws CommandFailure {
    BootLogs logs = options.logs();
    if (logs != null) {
      logs.check(name);
    }
  }

  /** The file of its log, which no two lines have in common; null for none. */
  @Nullable Path log() {
    BootLogs logs = options.logs();
    return logs == null ? null : logs.of(name);
  }

  /**
   * What two lines have in common that cannot be open at a time, for example two names of one
   * device. Blocks: a file is looked at.
   *
   * @return equal to that of such a line, and to no other
   */
  Object port() {
    if (line instanceof LineAddress.Serial serial) {
      return serial.port();
    }
    boolean systemChooses =
        line instanceof LineAddress.Tcp tcp && tcp.listens() && tcp.address().port() == 0;
    return systemChooses || line instanceof LineAddress.Exec ? new Object() : line;
  }
}

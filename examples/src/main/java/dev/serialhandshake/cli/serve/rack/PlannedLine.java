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
 * @param name its name in log and status; in a file no two lines have the same
 * @param line its address
 * @param options its options
 * @param arguments the same options as words of a command line; lines with equal arguments share a
 *     setup
 * @param where its place in the file; empty for a line of the command line
 */
public record PlannedLine(
    String name, LineAddress line, LineOptions options, List<String> arguments, String where) {

  /** Whether address and options are the same. The place in the file does not matter. */
  boolean isServedAs(PlannedLine other) {
    return line.equals(other.line) && arguments.equals(other.arguments);
  }

  /**
   * Checks whether its log could be written, and changes nothing. Blocks.
   *
   * @throws CommandFailure if it could not
   */
  void checkLog() throws CommandFailure {
    BootLogs logs = options.logs();
    if (logs != null) {
      logs.check(name);
    }
  }

  /** The file of its log, which no other line may have; null for none. */
  @Nullable Path log() {
    BootLogs logs = options.logs();
    return logs == null ? null : logs.of(name);
  }

  /**
   * Identifies the port of the line. Two lines with equal ports cannot be open at the same time,
   * for example two names of one device. Blocks, because it looks at a file.
   *
   * @return an object that is equal only to that of a line with the same port
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

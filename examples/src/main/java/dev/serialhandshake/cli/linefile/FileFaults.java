// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.linefile;

import dev.serialhandshake.cli.console.CommandFailure;
import dev.serialhandshake.cli.console.ExitCode;
import java.util.ArrayList;
import java.util.List;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;

/** Collects all that is wrong with a file of lines, in the order in which it is found. */
public final class FileFaults {

  private final List<String> faults = new ArrayList<>();
  private ExitCode code = ExitCode.OK;

  /** Adds a fault that has no place of its own in the file. */
  public void add(String what) {
    faults.add(what);
    code = ExitCode.USAGE;
  }

  public void add(String where, String what) {
    add(where + ": " + what);
  }

  /**
   * Adds a fault that a check has found. The exit code of the check counts, if all faults have the
   * same: for example, a log that cannot be written ends with {@link ExitCode#NO_PERMISSION}.
   */
  public void add(String where, Exception failure) {
    ExitCode known = failure instanceof CommandFailure command ? command.code() : ExitCode.USAGE;
    code = code == ExitCode.OK || code == known ? known : ExitCode.USAGE;
    faults.add(where + ": " + failure.getMessage());
  }

  void add(Node where, String what) {
    add(place(where), what);
  }

  /** Throws all faults, if there are any. */
  public void check() throws RackFaults {
    if (!faults.isEmpty()) {
      throw new RackFaults(faults, code);
    }
  }

  /** File, line and column. Both numbers begin at 1, as in editors. */
  static String place(Node node) {
    return node.getStartMark().map(FileFaults::place).orElse("");
  }

  static String place(Mark mark) {
    return mark.getName() + ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1);
  }
}

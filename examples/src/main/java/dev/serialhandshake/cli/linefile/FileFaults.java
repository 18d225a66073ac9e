// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.linefile;

import dev.serialhandshake.cli.console.CommandFailure;
import dev.serialhandshake.cli.console.ExitCode;
import java.util.ArrayList;
import java.util.List;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;

/** All that is wrong with files of lines, in the order in which it was found. */
public final class FileFaults {

  private final List<String> faults = new ArrayList<>();
  private ExitCode code = ExitCode.OK;

  /** What is wrong with all lines together. */
  public void add(String what) {
    faults.add(what);
    code = ExitCode.USAGE;
  }

  public void add(String where, String what) {
    add(where + ": " + what);
  }

  /** Somebody may mend it without a change of the file: its exit code says what it is. */
  public void add(String where, Exception failure) {
    ExitCode known = failure instanceof CommandFailure command ? command.code() : ExitCode.USAGE;
    code = code == ExitCode.OK || code == known ? known : ExitCode.USAGE;
    faults.add(where + ": " + failure.getMessage());
  }

  void add(Node where, String what) {
    add(place(where), what);
  }

  /** Fails if something is wrong. */
  public void check() throws RackFaults {
    if (!faults.isEmpty()) {
      throw new RackFaults(faults, code);
    }
  }

  /** File, line and column, both from 1 as editors count. */
  static String place(Node node) {
    return node.getStartMark().map(FileFaults::place).orElse("");
  }

  static String place(Mark mark) {
    return mark.getName() + ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1);
  }
}

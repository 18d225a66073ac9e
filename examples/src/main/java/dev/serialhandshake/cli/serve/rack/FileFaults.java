// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.rack;

import java.util.ArrayList;
import java.util.List;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;

/** All that is wrong with files of lines, in the order in which it was found. */
final class FileFaults {

  private final List<String> faults = new ArrayList<>();

  void add(String where, String what) {
    faults.add(where + ": " + what);
  }

  void add(Node where, String what) {
    add(place(where), what);
  }

  /** Fails if something is wrong. */
  void check() throws RackFaults {
    if (!faults.isEmpty()) {
      throw new RackFaults(faults);
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

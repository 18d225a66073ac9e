// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.rack;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The addresses from which the sessions of lines connect to a server on this machine ({@code
 * --from-line}).
 */
final class Origins {

  private Origins() {}

  /**
   * Finds lines that have the same address. The address follows from the name, and there are 16
   * million addresses, so two names may have the same one. The server could not tell such lines
   * apart.
   *
   * @return a sentence for each such pair; empty if all addresses are different
   */
  static List<String> clashes(List<PlannedLine> lines) {
    List<String> clashes = new ArrayList<>();
    Map<String, PlannedLine> known = new HashMap<>();
    for (PlannedLine line : lines) {
      String address = line.options().origin(line.name());
      PlannedLine other = address == null ? null : known.put(address, line);
      if (address != null && other != null) {
        clashes.add(clash(line, other, address));
      }
    }
    return clashes;
  }

  private static String clash(PlannedLine line, PlannedLine other, String address) {
    boolean inFile = !line.where().isEmpty();
    String advice = "give one of them another name" + (inFile ? "" : " by a symbolic link");
    return (inFile ? line.where() + ": " : "")
        + "--from-line: "
        + other.name()
        + " and "
        + line.name()
        + " would both come from "
        + address
        + "; "
        + (line.name().equals(other.name()) ? "name a line only once" : advice);
  }
}

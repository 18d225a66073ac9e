// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.rack;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The addresses from which sessions of lines come to a server of this machine. */
final class Origins {

  private Origins() {}

  /**
   * Two lines may have one address by chance, one of many millions; then nobody tells them apart.
   *
   * @return what is wrong; nothing if all are different
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
    String advice = inFile ? "give one of them another name" : "name one otherwise, by a link";
    return (inFile ? line.where() + ": " : "")
        + "--from-line: "
        + other.name()
        + " and "
        + line.name()
        + " would both come from "
        + address
        + "; "
        + (line.name().equals(other.name()) ? "a line can be named once only" : advice);
  }
}

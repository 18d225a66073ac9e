// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.rack;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The addresses from which sessions of lines come to a server of this machine. */
final class Origins {

  private Origins() {}

  /**
   * Two lines may have one address by chance, one of many millions; then nobody tells them apart.
   *
   * @return what is wrong; null if all are different
   */
  static @Nullable String clash(
      List<PlannedLine> lines, Function<PlannedLine, @Nullable String> origin) {
    Map<String, PlannedLine> known = new HashMap<>();
    for (PlannedLine line : lines) {
      String address = origin.apply(line);
      PlannedLine other = address == null ? null : known.put(address, line);
      if (other != null) {
        return "--from-line: "
            + other.name()
            + " and "
            + line.name()
            + " would both come from "
            + address
            + (other.name().equals(line.name())
                ? "; a line can be named once only"
                : "; name one of them otherwise, by a link for instance");
      }
    }
    return null;
  }
}

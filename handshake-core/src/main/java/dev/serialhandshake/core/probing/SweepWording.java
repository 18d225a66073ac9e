// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.probing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;

/** Puts the faults of a sweep into words. Faults with a common cause are one sentence. */
final class SweepWording {

  private static final int MOST_NAMES = 8;
  private static final String RAW_TELNET = "use the port's raw mode instead of telnet";

  private final SweepReport report;
  private final Direction direction;
  private final BitSet open;
  private final List<String> lines = new ArrayList<>();

  private SweepWording(SweepReport report, Direction direction) {
    this.report = report;
    this.direction = direction;
    open = report.faults(direction);
  }

  static List<String> of(SweepReport report) {
    if (!report.peerAnswers()) {
      return List.of("no peer answers a SYN: see what a handshake reports");
    }
    List<String> all = new ArrayList<>();
    for (Direction direction : Direction.values()) {
      all.addAll(new SweepWording(report, direction).find());
    }
    if (report.lineFellSilent()) {
      all.add("the peer stopped answering during the sweep");
    }
    return all;
  }

  private List<String> find() {
    say(v -> changes(v, v & 0x7f), "bit 7 is stripped", "stty cs8 -parenb -istrip");
    say(v -> isLost(v) && (v == 0x11 || v == 0x13), "", "flow control none: stty -ixon -ixoff");
    say(v -> v == 0x0d && changes(v, 0x0a), "CR becomes LF", "stty -icrnl");
    say(v -> v == 0x0a && changes(v, 0x0d), "LF becomes CR", "stty -inlcr");
    say(v -> v == 0x0a && changes(v, 0x0d, 0x0a), "LF becomes CR LF", "stty -opost -onlcr");
    say(v -> v == 0x0d && isLost(v), "", "stty -igncr");
    say(
        v -> v == 0xff && changes(v, 0xff, 0xff),
        "IAC is doubled",
        RAW_TELNET + ", or stty -parmrk");
    say(v -> v == 0xff && isLost(v), "", RAW_TELNET);
    say(
        v -> changes(v, Character.toLowerCase(v)),
        "upper case becomes lower",
        "stty -iuclc -xcase");
    say(
        v -> changes(v, Character.toUpperCase(v)),
        "lower case becomes upper",
        "stty -olcuc -xcase");
    say(v -> isLost(v) && isTerminals(v), "", "a terminal takes them: stty raw -echo -iexten");
    for (ByteFate fate : ByteFate.values()) {
      say(v -> fate.isFault() && report.fate(direction, v) == fate, "", "");
    }
    return lines;
  }

  private boolean isLost(int value) {
    ByteFate fate = report.fate(direction, value);
    return fate == ByteFate.LOST || fate == ByteFate.PRESUMED_LOST;
  }

  private boolean changes(int value, int... to) {
    byte[] seen = report.changedTo(direction, value);
    boolean same = seen.length == to.length;
    for (int i = 0; same && i < to.length; i++) {
      same = seen[i] == (byte) to[i];
    }
    return same;
  }

  private static boolean isTerminals(int value) {
    return value < 0x20 || value == 0x7f;
  }

  /** One sentence for all faults of a kind that are not told yet. They are told after that. */
  private void say(IntPredicate alike, String what, String remedy) {
    int[] found = open.stream().filter(alike).toArray();
    if (found.length == 0) {
      return;
    }
    String how = what.isEmpty() ? report.fate(direction, found[0]).text() : what;
    StringBuilder line = new StringBuilder(direction.text()).append(": ");
    line.append(names(found)).append(what.isEmpty() ? " " : ": ").append(how);
    byte[] change = report.changedTo(direction, found[0]);
    if (what.isEmpty() && found.length == 1 && change.length > 0) {
      line.append(" to ").append(HexFormat.ofDelimiter(" ").formatHex(change));
    }
    if (!remedy.isEmpty()) {
      line.append(" (").append(remedy).append(')');
    }
    lines.add(line.toString());
    for (int value : found) {
      open.clear(value);
    }
  }

  private static String names(int[] values) {
    String first =
        Arrays.stream(values)
            .limit(MOST_NAMES)
            .mapToObj(ByteNames::name)
            .collect(Collectors.joining(", "));
    int more = values.length - MOST_NAMES;
    return more > 0 ? first + " and " + more + " more" : first;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.simulation;

import dev.serialhandshake.core.explorer.Pairing;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Many runs of one case and pairing. */
final class Timing {

  static final int RUNS = 41 * 25;

  /** Attempts and milliseconds are median, 99th percentile and worst. */
  static final String HEADING =
      """
      | line | client–server | attempts | ms | half-open | misaligned | never |
      |---|---|---|---|---|---|---|
      """;

  private static final double MILLI = 1_000_000;

  private final TimingCase timingCase;
  private final Pairing pairing;
  private final List<Ending> inSync = new ArrayList<>();
  private final int[] ends = new int[Ending.Kind.values().length];

  private Timing(TimingCase timingCase, Pairing pairing) {
    this.timingCase = timingCase;
    this.pairing = pairing;
  }

  static Timing of(TimingCase timingCase, Pairing pairing) {
    Timing timing = new Timing(timingCase, pairing);
    for (int run = 0; run < RUNS; run++) {
      timing.add(Simulation.run(pairing, timingCase.setup(run), run));
    }
    return timing;
  }

  @SuppressWarnings("EnumOrdinal") // an index within one run
  private void add(Ending ending) {
    ends[ending.kind().ordinal()]++;
    if (ending.kind() == Ending.Kind.IN_SYNC) {
      inSync.add(ending);
    }
  }

  @SuppressWarnings("EnumOrdinal") // an index within one run
  int count(Ending.Kind kind) {
    return ends[kind.ordinal()];
  }

  TimingCase timingCase() {
    return timingCase;
  }

  Pairing pairing() {
    return pairing;
  }

  long worstMillis() {
    return millis()[inSync.size() - 1];
  }

  long worstAttempts() {
    return attempts()[inSync.size() - 1];
  }

  private long[] millis() {
    return inSync.stream().mapToLong(o -> Math.round(o.nanos() / MILLI)).sorted().toArray();
  }

  private long[] attempts() {
    return inSync.stream().mapToLong(Ending::attempts).sorted().toArray();
  }

  String row() {
    return String.format(
        Locale.ROOT,
        "| %s | %s | %s | %s | %s | %s | %s |\n",
        timingCase.text,
        pairing.name().toLowerCase(Locale.ROOT).replace('_', '–'),
        spread(attempts()),
        spread(millis()),
        share(Ending.Kind.HALF_OPEN),
        share(Ending.Kind.MISALIGNED),
        share(Ending.Kind.NEVER));
  }

  private static String spread(long[] sorted) {
    int count = sorted.length;
    return count == 0
        ? "–"
        : sorted[count / 2] + ", " + sorted[count * 99 / 100] + ", " + sorted[count - 1];
  }

  private String share(Ending.Kind kind) {
    int count = count(kind);
    return count == 0 ? "0" : String.format(Locale.ROOT, "%.1f %%", 100.0 * count / RUNS);
  }

  @Override
  public String toString() {
    return timingCase + " " + pairing;
  }
}

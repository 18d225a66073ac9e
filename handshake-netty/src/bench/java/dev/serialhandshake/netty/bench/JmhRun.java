// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.bench;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Runs JMH's benchmarks, each in JVMs of its own, and makes figures of their results. */
final class JmhRun {

  /** A tenth of the floor's time are the readings of the clock, which the floor does without. */
  private static final double LEAST_RATE = 0.75;

  /** A timer, a handler and an empty machine for each side are 300 bytes already. */
  private static final double MOST_BYTES = 500;

  private JmhRun() {}

  static List<Figure> embeddedPair(Effort effort) throws RunnerException {
    Collection<RunResult> results = run(effort, EmbeddedPair.class);
    List<Figure> figures = new ArrayList<>();
    for (String channels : List.of("newChannels", "sameChannels")) {
      RunResult value = find(results, channels, "contender", Contender.HANDSHAKE.name());
      RunResult floor = find(results, channels, "contender", Contender.LENGTH_ONLY.name());
      String what =
          "handshakes through a pair of EmbeddedChannels, "
              + (channels.equals("newChannels") ? "new ones each" : "the same ones");
      figures.add(
          Figure.of(
              what,
              "1/s",
              value.getPrimaryResult().getScore(),
              floor.getPrimaryResult().getScore(),
              channels.equals("newChannels") ? Bar.ratioAtLeast(LEAST_RATE) : Bar.none()));
      figures.add(
          Figure.of(
              what + ", memory allocated",
              "B",
              allocated(value),
              allocated(floor),
              Bar.moreAtMost(MOST_BYTES)));
    }
    return figures;
  }

  static List<Figure> garbage(Effort effort) throws RunnerException {
    Collection<RunResult> results = run(effort, Garbage.class);
    RunResult small = find(results, "oneRead", "length", "64");
    RunResult large = find(results, "oneRead", "length", "65536");
    return List.of(
        Figure.of(
            "one read of 65,536 bytes of garbage, and of 64",
            "ns",
            large.getPrimaryResult().getScore(),
            small.getPrimaryResult().getScore(),
            Bar.none()),
        Figure.of(
            "memory allocated for a read of garbage",
            "B",
            allocated(large),
            0,
            Bar.moreAtMost(0.1)));
  }

  private static Collection<RunResult> run(Effort effort, Class<?> benchmark)
      throws RunnerException {
    String name = benchmark.getSimpleName();
    return new Runner(
            new OptionsBuilder()
                .include("\\." + name + "\\.")
                .forks(effort.pick(1, 3))
                .warmupIterations(effort.pick(4, 5))
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(effort.pick(2, 5))
                .measurementTime(TimeValue.seconds(1))
                .jvmArgsAppend(effort.loggingOption())
                .addProfiler(GCProfiler.class)
                .resultFormat(ResultFormatType.JSON)
                .result(effort.directory().resolve("jmh-" + name + ".json").toString())
                .build())
        .run();
  }

  private static RunResult find(
      Collection<RunResult> results, String method, String parameter, String value) {
    return results.stream()
        .filter(result -> result.getParams().getBenchmark().endsWith("." + method))
        .filter(result -> result.getParams().getParam(parameter).equals(value))
        .findFirst()
        .orElseThrow();
  }

  private static double allocated(RunResult result) {
    return result.getSecondaryResults().get("gc.alloc.rate.norm").getScore();
  }
}

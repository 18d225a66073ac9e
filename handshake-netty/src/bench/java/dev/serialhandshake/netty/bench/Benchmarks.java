// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Measures, and leaves {@code results.json} and {@code results.md}. */
public final class Benchmarks {

  private interface Measurement {
    List<Figure> measure(Effort effort) throws Exception;
  }

  private static final Map<String, Measurement> ALL = new LinkedHashMap<>();

  static {
    ALL.put("embedded", JmhRun::embeddedPair);
    ALL.put("connect", ConnectLoad::measure);
    ALL.put("seed", SeedLoad::measure);
    ALL.put("flood", GarbageFlood::measure);
    ALL.put("garbage", JmhRun::garbage);
    ALL.put("echo", EchoLoad::measure);
    ALL.put("pending", PendingRun::measure);
    ALL.put("paced", PacedLine::measure);
    ALL.put("serial", SerialLine::measure);
  }

  private Benchmarks() {}

  /**
   * Runs them.
   *
   * @param arguments the directory for the results; {@code full} or {@code quick}; what to measure,
   *     a regular expression; the configuration of the log
   */
  public static void main(String[] arguments) throws Exception {
    Path directory = Files.createDirectories(Path.of(arguments[0]));
    Effort effort = new Effort(arguments[1].equals("quick"), directory, arguments[3]);
    Pattern only = Pattern.compile(arguments[2]);
    List<Figure> figures = new ArrayList<>();
    for (Map.Entry<String, Measurement> entry : ALL.entrySet()) {
      if (only.matcher(entry.getKey()).find()) {
        figures.addAll(entry.getValue().measure(effort));
      }
    }
    String table =
        figures.stream()
            .map(Figure::markdown)
            .collect(Collectors.joining("", Figure.markdownHead(), ""));
    Files.writeString(directory.resolve("results.md"), table);
    Files.writeString(
        directory.resolve("results.json"),
        figures.stream().map(Figure::json).collect(Collectors.joining(",\n  ", "[\n  ", "\n]\n")));
    System.out.println(table);
    System.exit(0); // event loops and threads of the original's way go with it
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.bench;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Measures, and leaves a table, a plot and JSON: {@link Results}. */
public final class Benchmarks {

  private interface Measurement {
    List<Figure> measure(Effort effort) throws Exception;
  }

  private static final Map<String, Measurement> ALL = new LinkedHashMap<>();

  static {
    ALL.put("embedded", JmhRun::embeddedPair);
    ALL.put("processor", ProcessorTime::measure);
    ALL.put("connect", ConnectLoad::measure);
    ALL.put("seed", SeedLoad::measure);
    ALL.put("flood", GarbageFlood::measure);
    ALL.put("garbage", JmhRun::garbage);
    ALL.put("echo", EchoLoad::measure);
    ALL.put("pending", PendingRun::measure);
    ALL.put("paced", PacedLine::measure);
    ALL.put("serial", SerialLine::measure);
    ALL.put("login", SshLogin::measure);
    ALL.put("start", StartUp::measure);
    ALL.put("idle", IdleServer::measure);
    ALL.put("link", LinkBulk::measure);
    ALL.put("felt", Felt::measure);
  }

  private Benchmarks() {}

  /**
   * Runs them.
   *
   * @param arguments the directory for the results; {@code full} or {@code quick}; what to measure,
   *     a regular expression; the configuration of the log; the executable jar
   */
  public static void main(String[] arguments) throws Exception {
    Path directory = Path.of(arguments[0]).toAbsolutePath();
    Results results = new Results(directory);
    Effort effort =
        new Effort(
            arguments[1].equals("quick"),
            directory,
            arguments[3],
            Path.of(arguments[4]).normalize());
    Pattern only = Pattern.compile(arguments[2]);
    for (Map.Entry<String, Measurement> entry : ALL.entrySet()) {
      if (only.matcher(entry.getKey()).find()) {
        System.out.printf(Locale.ROOT, "%s, load average %s%n", entry.getKey(), loadAverage());
        results.keep(entry.getKey(), entry.getValue().measure(effort));
      }
    }
    System.out.println(results.publish(ALL.keySet()));
    System.exit(0); // event loops and threads of the original's way go with it
  }

  private static double loadAverage() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }
}

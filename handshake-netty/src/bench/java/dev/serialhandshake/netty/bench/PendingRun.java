// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.bench;

import java.io.BufferedReader;
import java.lang.ProcessBuilder.Redirect;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs {@link PendingHandshakes} with little memory, and reads what it prints. */
final class PendingRun {

  private PendingRun() {}

  static List<Figure> measure(Effort effort) throws Exception {
    int many = 100_000;
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx512m",
                // So that no collection falls into what is measured: it would be most of it.
                "-Xms512m",
                "-Xmn400m",
                "-XX:+UseSerialGC",
                effort.loggingOption(),
                "-classpath",
                System.getProperty("java.class.path"),
                PendingHandshakes.class.getName(),
                String.valueOf(many))
            .redirectError(Redirect.INHERIT)
            .start();
    Map<String, Double> found = new HashMap<>();
    try (BufferedReader out = process.inputReader()) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        int space = line.indexOf(' ');
        found.put(line.substring(0, space), Double.valueOf(line.substring(space + 1)));
      }
    }
    if (process.waitFor() != 0) {
      throw new IllegalStateException(many + " pending handshakes failed, see above");
    }
    return List.of(
        Figure.of("heap of a pending server", "B", found.get("server"), 0, Bar.moreAtMost(400)),
        Figure.of("heap of a pending client", "B", found.get("client"), 0, Bar.moreAtMost(400)),
        Figure.of(
            "time for each of 100,000 pending handshakes with -Xmx512m, and of 1,000",
            "ns",
            found.get("many"),
            found.get("few"),
            Bar.ratioAtMost(1.3)),
        Figure.of(
            "the same of the length-only handler",
            "ns",
            found.get("floor-many"),
            found.get("floor-few"),
            Bar.none()));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.examples.soak;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What was counted, what went wrong, and a file with a line for each visit. Safe for all threads.
 */
final class Ledger implements AutoCloseable {
  private final Map<String, AtomicLong> counts = new ConcurrentSkipListMap<>();
  private final List<String> violations = new CopyOnWriteArrayList<>();
  private final Histogram attempts = new Histogram(1, 2, 3, 5, 10, 20);
  private final Histogram outages = new Histogram(1, 2, 5, 10, 20, 30, 60, 120);
  private final PrintWriter log;
  private final long start = System.nanoTime();

  Ledger(Path log) throws IOException {
    this.log = new PrintWriter(Files.newBufferedWriter(log, StandardCharsets.UTF_8), true);
  }

  void count(String what) {
    count(what, 1);
  }

  void count(String what, long howMany) {
    counts.computeIfAbsent(what, name -> new AtomicLong()).addAndGet(howMany);
  }

  long counted(String what) {
    AtomicLong count = counts.get(what);
    return count == null ? 0 : count.get();
  }

  /** The sum of all counts whose names begin so. */
  long sum(String prefix) {
    return counts.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(prefix))
        .mapToLong(entry -> entry.getValue().get())
        .sum();
  }

  /** All counts whose names begin so, without that beginning, as one line. */
  String counted(String prefix, String separator) {
    StringBuilder text = new StringBuilder();
    counts.forEach(
        (name, count) -> {
          if (name.startsWith(prefix)) {
            text.append(text.isEmpty() ? "" : separator)
                .append(count)
                .append(' ')
                .append(name.substring(prefix.length()));
          }
        });
    return text.toString();
  }

  /** Attempts of a handshake that succeeded. */
  Histogram attempts() {
    return attempts;
  }

  /** Seconds between a visit's end and the next handshake on its line. */
  Histogram outages() {
    return outages;
  }

  /** Something that must never be. */
  void violation(String what) {
    violations.add(what);
    System.out.println("VIOLATION: " + what);
    log("VIOLATION: " + what);
  }

  List<String> violations() {
    return violations;
  }

  void log(String what) {
    log.printf(Locale.ROOT, "%9.3f %s%n", (System.nanoTime() - start) / 1e9, what);
  }

  @Override
  public void close() {
    log.close();
  }
}

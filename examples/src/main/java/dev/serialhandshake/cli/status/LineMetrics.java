// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.status;

import dev.serialhandshake.cli.console.Shown;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * The numbers of lines in the format of Prometheus. They contain no users, keys or peers. The label
 * of a line is its name, which is its LINE if it was given no other.
 */
public final class LineMetrics {

  /** The content type of the text in HTTP. */
  public static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

  private static final String PREFIX = "serial_handshake_";

  private static final String COMMAND = "exec";

  private static final double[] BOUNDS = bounds();

  /**
   * A cause that is shown from the start, with 0: Prometheus computes no increase from the first
   * value of a counter.
   */
  private static final String USUAL_FAILURE = "no_handshake";

  private final List<MetricSnapshot> metrics = new ArrayList<>();
  private final Map<Labels, LineStatus> lines = new TreeMap<>();

  private LineMetrics(List<ServerStatus> servers) {
    Set<String> names = new HashSet<>();
    for (ServerStatus server : servers) {
      for (LineStatus line : server.lines()) {
        lines.put(Labels.of("line", unique(shownName(line), names)), line);
      }
    }
  }

  /** The name of a line. The words of a command are left out, since they may contain secrets. */
  private static String shownName(LineStatus line) {
    boolean isCommand = line.name().equals(line.line()) && line.name().startsWith(COMMAND + ":");
    return isCommand ? COMMAND : Shown.text(line.name());
  }

  /**
   * Makes a label that no other line or server has. Two lines that listen at any port may have the
   * same name, and two servers in containers the same process id.
   */
  private static String unique(String name, Set<String> names) {
    String unique = name;
    for (int i = 2; !names.add(unique); i++) {
      unique = name + " #" + i;
    }
    return unique;
  }

  /**
   * Writes the text that Prometheus reads, and also the textfile collector of its node_exporter.
   */
  public static void write(List<ServerStatus> servers, OutputStream target) throws IOException {
    LineMetrics metrics = new LineMetrics(servers);
    metrics.addServers(servers);
    metrics.addLines();
    PrometheusTextFormatWriter.create()
        .write(target, new MetricSnapshots(metrics.metrics), EscapingScheme.DEFAULT);
  }

  private void addServers(List<ServerStatus> servers) {
    List<InfoDataPointSnapshot> builds = new ArrayList<>();
    List<GaugeDataPointSnapshot> starts = new ArrayList<>();
    Set<String> pids = new HashSet<>();
    for (ServerStatus server : servers) {
      String pid = unique(String.valueOf(server.pid()), pids);
      String version = server.version() == null ? "" : Shown.text(server.version());
      builds.add(new InfoDataPointSnapshot(Labels.of("pid", pid, "version", version)));
      if (server.started() != null) {
        starts.add(gauge(Labels.of("pid", pid), seconds(server.started())));
      }
    }
    metrics.add(new InfoSnapshot(about("build", "The processes that serve lines."), builds));
    metrics.add(
        new GaugeSnapshot(
            about("start_time_seconds", "When a process began, as Unix time."), starts));
  }

  private void addLines() {
    gauge("up", "Whether the line is open.", line -> isOpen(line) ? 1 : 0);
    gauge("connections", "How many peers are connected.", LineStatus::connections);
    gauge(
        "sessions",
        "How many peers are in a session, or at the login of the line.",
        line -> line.visitors().size());
    gauge(
        "last_received_timestamp_seconds",
        "When the last byte was received, as Unix time; before the first, when the line began to"
            + " be served.",
        line -> seconds(lastByte(line.totals())));
    counter("handshakes", "Handshakes that succeeded.", LineTotals::handshakes);
    counter("logins", "Clients that the SSH server has let in.", LineTotals::logins);
    counter(
        "refusals", "Clients that the SSH server has sent away, each once.", LineTotals::refusals);
    counter("attempts", "SYNs of clients that were answered.", LineTotals::attempts);
    counter("reopens", "How often the line was opened again.", LineTotals::reopens);
    counter("received_bytes", "Bytes that were received.", LineTotals::bytesIn);
    counter("sent_bytes", "Bytes that were sent.", LineTotals::bytesOut);
    counter(
        "discarded_bytes",
        "Bytes that were received and were no part of a handshake that was due.",
        LineTotals::discardedBytes);
    failures();
    addLinks();
    histogram(
        "handshake_seconds",
        "From a client's first SYN until the line was in sync.",
        LineTotals::handshakeTimes);
    histogram(
        "login_seconds",
        "From a client's first SYN until it had logged in.",
        LineTotals::loginTimes);
  }

  private void addLinks() {
    link("sessions", "Sessions on links that have begun.", LinkTotals::sessions);
    link("sent_frames", "Frames that links have sent.", LinkTotals::framesSent);
    link(
        "repeated_frames",
        "Frames that links have sent again, since they were lost or taken for lost.",
        LinkTotals::framesRepeated);
    link("received_frames", "Good frames that links have received.", LinkTotals::framesReceived);
    link(
        "bad_frames",
        "How often links have received bytes that were no good frame, damaged or noise.",
        LinkTotals::badFrames);
    link(
        "repaired_bytes",
        "Bytes of sessions that arrived only when a link had sent them again.",
        LinkTotals::bytesRepaired);
    link(
        "interruptions",
        "How often the line was lost while a link was open.",
        LinkTotals::interruptions);
  }

  private static boolean isOpen(LineStatus line) {
    return line.state() != LineState.OPENING && line.state() != LineState.REOPENING;
  }

  private static Instant lastByte(LineTotals totals) {
    return Objects.requireNonNullElse(totals.lastByteAt(), totals.since());
  }

  private void gauge(String name, String help, ToDoubleFunction<LineStatus> value) {
    List<GaugeDataPointSnapshot> points = new ArrayList<>();
    lines.forEach((labels, line) -> points.add(gauge(labels, value.applyAsDouble(line))));
    metrics.add(new GaugeSnapshot(about(name, help), points));
  }

  private static GaugeDataPointSnapshot gauge(Labels labels, double value) {
    return new GaugeDataPointSnapshot(value, labels, null);
  }

  private void counter(String name, String help, ToDoubleFunction<LineTotals> value) {
    List<CounterDataPointSnapshot> points = new ArrayList<>();
    lines.forEach(
        (labels, line) -> points.add(counter(labels, value.applyAsDouble(line.totals()))));
    metrics.add(new CounterSnapshot(about(name, help), points));
  }

  /** Only for lines that have had a link: each other line would add seven series of zeros. */
  private void link(String name, String help, ToDoubleFunction<LinkTotals> value) {
    List<CounterDataPointSnapshot> points = new ArrayList<>();
    lines.forEach(
        (labels, line) -> {
          LinkTotals links = line.totals().links();
          if (links.sessions() > 0) {
            points.add(counter(labels, value.applyAsDouble(links)));
          }
        });
    metrics.add(new CounterSnapshot(about("link_" + name, help), points));
  }

  private static CounterDataPointSnapshot counter(Labels labels, double value) {
    return new CounterDataPointSnapshot(value, labels, null, 0);
  }

  private void failures() {
    List<CounterDataPointSnapshot> points = new ArrayList<>();
    lines.forEach(
        (labels, line) -> {
          Map<String, Long> failures = new TreeMap<>(line.totals().failures());
          failures.putIfAbsent(USUAL_FAILURE, 0L);
          failures.forEach(
              (cause, count) -> points.add(counter(labels.add("cause", Shown.text(cause)), count)));
        });
    String help =
        "What failed, by its cause: an exit code of the tool as a word, or session_failed.";
    metrics.add(new CounterSnapshot(about("failures", help), points));
  }

  /** Only for lines on which it has happened: each other line would add twenty series of zeros. */
  private void histogram(String name, String help, Function<LineTotals, Durations> which) {
    List<HistogramDataPointSnapshot> points = new ArrayList<>();
    lines.forEach(
        (labels, line) -> {
          Durations times = which.apply(line.totals());
          if (times.last() != null) {
            points.add(
                new HistogramDataPointSnapshot(
                    ClassicHistogramBuckets.of(BOUNDS, times.counts().toArray(Number[]::new)),
                    seconds(times.total()),
                    labels,
                    Exemplars.EMPTY,
                    0));
          }
        });
    metrics.add(new HistogramSnapshot(about(name, help), points));
  }

  private static MetricMetadata about(String name, String help) {
    return new MetricMetadata(PREFIX + name, help);
  }

  private static double[] bounds() {
    double[] bounds = new double[Durations.BOUNDS.size() + 1];
    for (int i = 0; i < Durations.BOUNDS.size(); i++) {
      bounds[i] = seconds(Durations.BOUNDS.get(i));
    }
    bounds[Durations.BOUNDS.size()] = Double.POSITIVE_INFINITY;
    return bounds;
  }

  private static double seconds(Duration time) {
    return time.toMillis() / 1000.0;
  }

  private static double seconds(Instant time) {
    return time.toEpochMilli() / 1000.0;
  }
}

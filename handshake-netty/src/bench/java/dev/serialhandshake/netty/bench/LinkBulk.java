// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * What a link costs: bulk through a pseudo-terminal with and without one, of whole processes at the
 * rate of a line, and of channels as fast as they can; and memory for each session. On Linux only.
 */
final class LinkBulk {

  private static final int BAUD = 921_600;
  private static final double LEAST = 0.9;

  private final Effort effort;
  private final int bytes;

  private LinkBulk(Effort effort) {
    this.effort = effort;
    bytes = effort.pick(Processes.MEGA / 4, Processes.MEGA);
  }

  /** Megabytes in a second, and processor milliseconds for each megabyte. */
  private record Run(double rate, double near, double far) {}

  static List<Figure> measure(Effort effort) throws Exception {
    List<Figure> figures = new ArrayList<>();
    if (!Felt.canMeasure("link", effort)) {
      return figures;
    }
    LinkBulk bulk = new LinkBulk(effort);
    figures.addAll(bulk.processes(true));
    figures.addAll(bulk.processes(false));
    figures.add(LinkThroughput.measure(effort, LEAST));
    figures.add(LinkMemory.measure(effort));
    return figures;
  }

  private List<Figure> processes(boolean up) throws Exception {
    List<Run> linked = new ArrayList<>();
    List<Run> plain = new ArrayList<>();
    for (int round = 0; round < effort.pick(1, 3); round++) {
      linked.add(run(true, up));
      plain.add(run(false, up));
    }
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round < linked.size(); round++) {
      ratios.add(linked.get(round).rate / plain.get(round).rate);
    }
    String direction = up ? "up" : "down";
    String processor = "processor time for a megabyte " + direction + " over a link, of ";
    return List.of(
        new Figure(
            "bulk through a pty at " + BAUD + " baud " + direction + ", over a link",
            "kB/s",
            1e3 * median(linked, Run::rate),
            1e3 * median(plain, Run::rate),
            Rounds.median(ratios),
            Bar.ratioAtLeast(LEAST)),
        Figure.of(
            processor + "`connect`",
            "ms",
            median(linked, Run::near),
            median(plain, Run::near),
            Bar.none()),
        Figure.of(
            processor + "`serve --forward`",
            "ms",
            median(linked, Run::far),
            median(plain, Run::far),
            Bar.none()));
  }

  private interface Part {
    double of(Run run);
  }

  private static double median(List<Run> runs, Part part) {
    return Rounds.median(runs.stream().map(part::of).toList());
  }

  private Run run(boolean link, boolean up) throws Exception {
    try (PacedPtys line = new PacedPtys(BAUD);
        BulkPeer peer = new BulkPeer(bytes);
        Processes processes = new Processes()) {
      List<String> serve = new ArrayList<>(List.of("serve", "--forward", peer.address()));
      List<String> connect = new ArrayList<>(List.of("connect", "--hex"));
      if (link) {
        serve.add("--client-begins=ssh"); // links are only there
        connect.add("--link");
      }
      serve.addAll(List.of("--baud=" + BAUD, line.far()));
      connect.addAll(List.of("--baud=" + BAUD, line.near()));
      Process far = processes.start(Felt.starter(effort, serve.toArray(String[]::new)));
      processes.awaitSaying(far, "serving");
      Process near = processes.startPiped(Felt.starter(effort, connect.toArray(String[]::new)));
      processes.awaitSaying(near, "the line is in sync");
      double nearBefore = Processes.seconds(near);
      double farBefore = Processes.seconds(far);
      long start = System.nanoTime();
      if (up) {
        peer.up(near);
      } else {
        peer.down(near);
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      double megabytes = bytes / (double) Processes.MEGA;
      return new Run(
          megabytes / seconds,
          1e3 * (Processes.seconds(near) - nearBefore) / megabytes,
          1e3 * (Processes.seconds(far) - farBefore) / megabytes);
    }
  }
}

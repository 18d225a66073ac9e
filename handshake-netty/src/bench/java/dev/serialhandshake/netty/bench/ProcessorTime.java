// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;

/**
 * A handshake through two embedded channels by the processor time of its thread, which the
 * machine's load hardly changes: both contenders in turn, the best of many rounds.
 */
final class ProcessorTime {

  private static final int HANDSHAKES = 20_000;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private ProcessorTime() {}

  static List<Figure> measure(Effort effort) {
    return List.of(
        figure("new channels each", effort, EmbeddedPair::newChannels),
        figure("the same channels", effort, EmbeddedPair::sameChannels));
  }

  private interface Handshake {
    void shake(EmbeddedPair pair);
  }

  private static Figure figure(String channels, Effort effort, Handshake handshake) {
    EmbeddedPair ours = open(Contender.HANDSHAKE);
    EmbeddedPair floor = open(Contender.LENGTH_ONLY);
    double best = Double.MAX_VALUE;
    double bestFloor = Double.MAX_VALUE;
    int rounds = effort.pick(10, 40);
    for (int round = 0; round < rounds; round++) {
      double nanos = nanosEach(ours, handshake);
      double floorNanos = nanosEach(floor, handshake);
      if (round >= rounds / 2) { // the compiler is done
        best = Math.min(best, nanos);
        bestFloor = Math.min(bestFloor, floorNanos);
      }
    }
    ours.close();
    floor.close();
    return Figure.of(
        "processor time of a handshake through a pair of EmbeddedChannels, " + channels,
        "ns",
        best,
        bestFloor,
        Bar.none());
  }

  private static EmbeddedPair open(Contender contender) {
    EmbeddedPair pair = new EmbeddedPair();
    pair.contender = contender;
    pair.open();
    return pair;
  }

  private static double nanosEach(EmbeddedPair pair, Handshake handshake) {
    long start = THREADS.getCurrentThreadCpuTime();
    for (int i = 0; i < HANDSHAKES; i++) {
      handshake.shake(pair);
    }
    return (double) (THREADS.getCurrentThreadCpuTime() - start) / HANDSHAKES;
  }
}

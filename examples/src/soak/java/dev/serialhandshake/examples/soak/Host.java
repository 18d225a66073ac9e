// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.examples.soak;

import java.lang.management.ManagementFactory;

/** Whether the host leaves this process enough of its processors for waits to mean anything. */
final class Host {
  /** Runnable threads for each processor; the soak by itself makes one to three. */
  private static final double MOST = 6;

  private Host() {}

  /** Over the last minute, as the system's load average says; 0 where there is none. */
  static double loadPerProcessor() {
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    return Math.max(0, load) / Runtime.getRuntime().availableProcessors();
  }

  /** If so, what runs out of time proves nothing. */
  static boolean isOverloaded() {
    return loadPerProcessor() > MOST;
  }
}

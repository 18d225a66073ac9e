// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.bench;

import java.lang.management.ManagementFactory;
import java.util.function.Predicate;
import javax.management.JMException;
import javax.management.ObjectName;

/** What is in use on the heap, garbage aside. */
final class Heap {

  private Heap() {}

  static long used() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      System.gc();
      Runtime runtime = Runtime.getRuntime();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }

  /** The bytes of all live objects of some classes, by the JVM's own histogram. */
  static long bytesOf(Predicate<String> classNames) throws JMException {
    String histogram =
        (String)
            ManagementFactory.getPlatformMBeanServer()
                .invoke(
                    new ObjectName("com.sun.management:type=DiagnosticCommand"),
                    "gcClassHistogram",
                    new Object[] {new String[0]},
                    new String[] {String[].class.getName()});
    // Number, instances, bytes, name.
    return histogram
        .lines()
        .map(line -> line.strip().split("\\s+", -1))
        .filter(words -> words.length >= 4 && words[0].endsWith(":"))
        .filter(words -> classNames.test(words[3]))
        .mapToLong(words -> Long.parseLong(words[2]))
        .sum();
  }
}

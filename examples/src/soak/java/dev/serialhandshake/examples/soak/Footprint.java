// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.examples.soak;

import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What this process holds at a moment.
 *
 * @param descriptors open files, sockets included; -1 where the system does not tell
 * @param threads names of live threads
 * @param heap bytes in use after a garbage collection
 * @param direct bytes of direct buffers
 */
record Footprint(long descriptors, List<String> threads, long heap, long direct) {

  /** Caches fill, and classes are loaded on the way. */
  private static final long HEAP_TOLERANCE = 4_000_000;

  /** Threads of pools that keep an idle one for a minute. */
  private static final Pattern POOLED = Pattern.compile("serial-call-.*|process reaper");

  /**
   * MINA's client loses the thread that pumps a channel's input where the channel is closed while
   * it opens: it has none to end yet when it looks, and makes it then.
   */
  private static final Pattern LEFT_BY_MINA = Pattern.compile("sshd-ClientInputStreamPump.*");

  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

  /** Collects garbage, which also lets Netty find leaked buffers, and looks. */
  static Footprint now() throws IOException {
    collectGarbage();
    collectGarbage();
    // Netty looks into its queue of what was collected when it tracks a new buffer.
    ByteBufAllocator.DEFAULT.directBuffer(1).release();
    return new Footprint(
        descriptorCount(),
        Thread.getAllStackTraces().keySet().stream()
            .map(Thread::getName)
            .filter(name -> !LEFT_BY_MINA.matcher(name).matches())
            .sorted()
            .toList(),
        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
        directBytes());
  }

  private static long descriptorCount() throws IOException {
    if (!Files.isDirectory(DESCRIPTORS)) {
      return -1;
    }
    try (Stream<Path> open = Files.list(DESCRIPTORS)) {
      return open.count();
    }
  }

  private static long directBytes() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }

  private static void collectGarbage() {
    ReferenceQueue<Object> collected = new ReferenceQueue<>();
    WeakReference<Object> witness = new WeakReference<>(new Object(), collected);
    while (collected.poll() != witness) {
      System.gc();
    }
  }

  /** Whether there are more descriptors or threads than then, idle ones of pools included. */
  boolean exceeds(Footprint earlier) {
    return descriptors > earlier.descriptors || threads.size() > earlier.lastingThreads();
  }

  /** Whether nothing was opened or closed since then. */
  boolean isAsBusyAs(Footprint earlier) {
    return descriptors == earlier.descriptors && threads.size() == earlier.threads.size();
  }

  private long lastingThreads() {
    return threads.stream().filter(name -> !POOLED.matcher(name).matches()).count();
  }

  /** Enters what is there beyond what was there earlier. */
  void judge(Footprint earlier, Ledger ledger) {
    if (descriptors > earlier.descriptors) {
      ledger.violation(
          "leaked: " + (descriptors - earlier.descriptors) + " descriptors: " + openFiles());
    }
    if (threads.size() > earlier.lastingThreads()) {
      ledger.violation("leaked: threads, of these: " + threadsBeyond(earlier));
    }
    if (heap > earlier.heap + HEAP_TOLERANCE) {
      ledger.violation("the heap grew from " + earlier.heap + " to " + heap + " bytes");
    }
  }

  private static String openFiles() {
    try (Stream<Path> open = Files.list(DESCRIPTORS)) {
      return open.map(Footprint::target).sorted().toList().toString();
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException e) {
      return "gone";
    }
  }

  /** Threads that were not there then. */
  List<String> threadsBeyond(Footprint earlier) {
    List<String> beyond = new ArrayList<>(threads);
    earlier.threads.forEach(beyond::remove);
    return beyond;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%d descriptors, %d threads, heap %.1f MB, direct buffers %.1f MB",
        descriptors,
        threads.size(),
        heap / 1e6,
        direct / 1e6);
  }
}

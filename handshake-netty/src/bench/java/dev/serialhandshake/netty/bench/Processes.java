// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.bench;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Processes with a folder of their own, which end with it; and what Linux tells of them. */
final class Processes implements AutoCloseable {

  static final int MEGA = 1_000_000;

  private static final double TICKS_PER_SECOND = 100;
  private static final int KILO = 1024;
  private static final int MILLIS = 60_000;
  private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+)");
  private static final Pattern THREADS = Pattern.compile("Threads:\\s+(\\d+)");
  private static final Pattern WAITED = Pattern.compile("\nvoluntary_ctxt_switches:\\s+(\\d+)");

  private final Path folder = Files.createTempDirectory("bench");
  private final List<Process> all = new ArrayList<>();

  Processes() throws IOException {}

  Path file(String name) {
    return folder.resolve(name);
  }

  /** Without input and output. */
  Process start(List<String> command) throws IOException {
    return start(new ProcessBuilder(command).redirectOutput(Redirect.DISCARD));
  }

  /** With pipes as its input and output. */
  Process startPiped(List<String> command) throws IOException {
    return start(new ProcessBuilder(command));
  }

  private Process start(ProcessBuilder builder) throws IOException {
    Process process = builder.redirectError(log(all.size()).toFile()).start();
    all.add(process);
    return process;
  }

  private Path log(int number) {
    return folder.resolve("log" + number);
  }

  /** Waits until a process has said something on standard error. */
  void awaitSaying(Process process, String text) throws Exception {
    for (int i = 0; !said(process).contains(text); i++) {
      if (i > MILLIS || !process.isAlive()) {
        throw new IOException("'" + text + "' was not said: " + said(process));
      }
      TimeUnit.MILLISECONDS.sleep(1);
    }
  }

  /** What a process has said on standard error so far. */
  String said(Process process) throws IOException {
    return Files.readString(log(all.indexOf(process)));
  }

  /** A pair of pseudo terminals, NAME and NAME-far, raw at both ends. */
  String ptys(String name) throws Exception {
    return ptys(name, new ArrayList<>());
  }

  /**
   * Likewise.
   *
   * @param makers where the process goes that carries the bytes
   */
  String ptys(String name, List<Process> makers) throws Exception {
    Path end = folder.resolve(name);
    String pty = "pty,raw,echo=0,link=" + end;
    makers.add(start(List.of("socat", pty, pty + "-far")));
    Path far = Path.of(end + "-far");
    for (int i = 0; !Files.exists(end) || !Files.exists(far); i++) {
      if (i > MILLIS) {
        throw new IOException("socat makes no pseudo terminals");
      }
      TimeUnit.MILLISECONDS.sleep(1);
    }
    return end.toString();
  }

  /** Waits until nobody has a device open but processes that were started here themselves. */
  void awaitFree(Path device) throws Exception {
    for (int i = 0; isTaken(device); i++) {
      if (i > MILLIS) {
        throw new IOException(device + " is not given back");
      }
      TimeUnit.MILLISECONDS.sleep(1);
    }
  }

  private boolean isTaken(Path device) throws IOException {
    List<String> ours = all.stream().map(process -> String.valueOf(process.pid())).toList();
    try (DirectoryStream<Path> others = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path other : others) {
        if (!ours.contains(other.getFileName().toString()) && hasOpen(other, device)) {
          return true;
        }
      }
      return false;
    }
  }

  private static boolean hasOpen(Path process, Path device) {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(process.resolve("fd"))) {
      for (Path file : files) {
        if (Files.readSymbolicLink(file).equals(device)) {
          return true;
        }
      }
      return false;
    } catch (IOException | DirectoryIteratorException e) {
      return false; // It has ended meanwhile, or is another user's.
    }
  }

  /** Of processor time, its own and the system's for it. */
  static double seconds(Process process) throws IOException {
    String stat = Files.readString(proc(process).resolve("stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
  }

  /** Resident memory, in units of 1000 bytes. */
  static double kilobytes(Process process) throws IOException {
    return number(RESIDENT, Files.readString(proc(process).resolve("status"))) * KILO / 1000;
  }

  static double threads(Process process) throws IOException {
    return number(THREADS, Files.readString(proc(process).resolve("status")));
  }

  /** How often a second a thread of it waits for something and is woken. Takes the given time. */
  static double wakeUps(Process process, int seconds) throws Exception {
    Map<Path, Double> before = waits(process);
    TimeUnit.SECONDS.sleep(seconds);
    double all = 0;
    for (Map.Entry<Path, Double> thread : waits(process).entrySet()) {
      all += thread.getValue() - before.getOrDefault(thread.getKey(), 0.0);
    }
    return all / seconds;
  }

  /** By thread: what a thread counted that has ended is gone. */
  private static Map<Path, Double> waits(Process process) throws IOException {
    Map<Path, Double> waits = new HashMap<>();
    try (Stream<Path> threads = Files.list(proc(process).resolve("task"))) {
      for (Path thread : threads.toList()) {
        try {
          waits.put(thread, number(WAITED, Files.readString(thread.resolve("status"))));
        } catch (IOException e) {
          // It has ended since they were listed.
        }
      }
    }
    return waits;
  }

  private static double number(Pattern pattern, String text) throws IOException {
    Matcher found = pattern.matcher(text);
    if (!found.find()) {
      throw new IOException("no " + pattern + " in " + text);
    }
    return Double.parseDouble(found.group(1));
  }

  private static Path proc(Process process) {
    return Path.of("/proc", String.valueOf(process.pid()));
  }

  static void stop(Process process) {
    process.destroy();
    process.onExit().completeOnTimeout(process, 10, TimeUnit.SECONDS).join();
    process.destroyForcibly().onExit().join();
  }

  @Override
  public void close() throws IOException {
    for (int i = all.size() - 1; i >= 0; i--) {
      stop(all.get(i));
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.bench;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.keyprovider.KeyPairProvider;

/**
 * {@code serve} of the executable jar with 64 pseudo terminals on which nobody speaks, against the
 * same with one. On Linux with {@code socat} only.
 */
final class IdleServer implements AutoCloseable {

  private static final int MANY = 64;
  private static final double TICKS_PER_SECOND = 100;
  private static final int KILO = 1024;

  private final Path folder = Files.createTempDirectory("bench");
  private final List<Process> processes = new ArrayList<>();

  private IdleServer() throws IOException {}

  private record Use(double cores, double kilobytes) {}

  static List<Figure> measure(Effort effort) throws Exception {
    if (!Files.exists(effort.jar()) || !Files.isExecutable(Path.of("/usr/bin/socat"))) {
      System.err.println("idle: needs " + effort.jar() + " and socat");
      return List.of();
    }
    Use one = use(1, effort);
    Use many = use(MANY, effort);
    return List.of(
        Figure.of(
            "processor time of `serve` with 64 idle lines",
            "% of a core",
            100 * many.cores,
            0,
            Bar.moreAtMost(1)),
        Figure.of(
            "memory of `serve` for each of 63 more idle lines",
            "kB",
            (many.kilobytes - one.kilobytes) / (MANY - 1),
            0,
            Bar.moreAtMost(200)));
  }

  private static Use use(int lines, Effort effort) throws Exception {
    try (IdleServer idle = new IdleServer()) {
      Process server = idle.serve(lines, effort.jar());
      // What opening the lines took is over then: the JDK's threads for a process that ended stay a
      // minute.
      TimeUnit.SECONDS.sleep(effort.pick(5, 70));
      double before = seconds(server);
      int seconds = effort.pick(5, 40);
      TimeUnit.SECONDS.sleep(seconds);
      double cores = (seconds(server) - before) / seconds;
      return new Use(cores, kilobytes(server));
    }
  }

  private Process serve(int lines, Path jar) throws Exception {
    List<Path> ends = IntStream.range(0, lines).mapToObj(i -> folder.resolve("line" + i)).toList();
    for (Path end : ends) {
      String pty = "pty,raw,echo=0,link=" + end;
      start(List.of("socat", pty, pty + "-far"));
    }
    for (Path end : ends) {
      while (!Files.exists(end)) {
        TimeUnit.MILLISECONDS.sleep(1);
      }
    }
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    // The collector that a small machine has, and a heap that does not grow because it may.
    command.addAll(List.of("-XX:+UseSerialGC", "-Xmx64m", "-jar", jar.toString(), "serve"));
    command.addAll(List.of("--authorized-keys", key(), "--host-key", folder + "/host_key"));
    ends.forEach(end -> command.add(end.toString()));
    return start(command);
  }

  /** Of nobody: there will be no login. */
  private String key() throws Exception {
    KeyPair pair = KeyUtils.generateKeyPair(KeyPairProvider.ECDSA_SHA2_NISTP256, 256);
    Path file = folder.resolve("authorized_keys");
    Files.writeString(file, PublicKeyEntry.toString(pair.getPublic()) + "\n");
    return file.toString();
  }

  private Process start(List<String> command) throws IOException {
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(Redirect.DISCARD)
            .redirectError(folder.resolve("log" + processes.size()).toFile())
            .start();
    processes.add(process);
    return process;
  }

  /** Of processor time. */
  private static double seconds(Process process) throws IOException {
    String stat = Files.readString(Path.of("/proc", String.valueOf(process.pid()), "stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
  }

  /** Resident, after a garbage collection. */
  private static double kilobytes(Process process) throws Exception {
    String pid = String.valueOf(process.pid());
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    new ProcessBuilder(jcmd.toString(), pid, "GC.run")
        .redirectOutput(Redirect.DISCARD)
        .start()
        .waitFor();
    try (Stream<String> lines = Files.lines(Path.of("/proc", pid, "status"))) {
      return lines
              .filter(line -> line.startsWith("VmRSS:"))
              .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")))
              .findFirst()
              .orElseThrow()
          * KILO
          / 1000;
    }
  }

  @Override
  public void close() throws IOException {
    for (int i = processes.size() - 1; i >= 0; i--) {
      Process process = processes.get(i);
      process.destroy();
      process.onExit().completeOnTimeout(process, 10, TimeUnit.SECONDS).join();
      process.destroyForcibly().onExit().join();
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}

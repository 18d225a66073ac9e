// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.bench;

import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.keyprovider.KeyPairProvider;

/**
 * {@code serve} of the executable jar with 64 pseudo terminals on which nobody speaks, against the
 * same with one. On Linux with {@code socat} only.
 */
final class IdleServer {

  private static final int MANY = 64;

  private IdleServer() {}

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
    try (Processes processes = new Processes()) {
      Process server = serve(processes, lines, effort.jar());
      // What opening the lines took is over then: the JDK's threads for a process that ended stay a
      // minute.
      TimeUnit.SECONDS.sleep(effort.pick(5, 70));
      double before = Processes.seconds(server);
      int seconds = effort.pick(5, 40);
      TimeUnit.SECONDS.sleep(seconds);
      double cores = (Processes.seconds(server) - before) / seconds;
      return new Use(cores, kilobytes(server));
    }
  }

  private static Process serve(Processes processes, int lines, Path jar) throws Exception {
    List<String> ends = new ArrayList<>();
    for (int i = 0; i < lines; i++) {
      ends.add(processes.ptys("line" + i));
    }
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    // The collector that a small machine has, and a heap that does not grow because it may.
    command.addAll(List.of("-XX:+UseSerialGC", "-Xmx64m", "-jar", jar.toString(), "serve"));
    command.addAll(List.of("--authorized-keys", key(processes)));
    command.addAll(List.of("--host-key", processes.file("host_key").toString()));
    command.addAll(ends);
    return processes.start(command);
  }

  /** Of nobody: there will be no login. */
  private static String key(Processes processes) throws Exception {
    KeyPair pair = KeyUtils.generateKeyPair(KeyPairProvider.ECDSA_SHA2_NISTP256, 256);
    Path file = processes.file("authorized_keys");
    Files.writeString(file, PublicKeyEntry.toString(pair.getPublic()) + "\n");
    return file.toString();
  }

  /** Resident, after a garbage collection. */
  private static double kilobytes(Process process) throws Exception {
    String pid = String.valueOf(process.pid());
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    new ProcessBuilder(jcmd.toString(), pid, "GC.run")
        .redirectOutput(Redirect.DISCARD)
        .start()
        .waitFor();
    return Processes.kilobytes(process);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.examples.soak;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** OpenSSH through {@code connect}: processes of their own, which die by SIGKILL. */
final class OpenSshVisit extends Visit {
  private static final long LIMIT_SECONDS = 240;

  /** Each is a JVM that starts. */
  private static final Semaphore AT_ONCE = new Semaphore(4);

  private volatile Process ssh;

  OpenSshVisit(SoakLine line, VisitPlan plan) {
    super(line, plan);
  }

  /** Writes what is the same for all. */
  static Path writeConfig(Path directory, Path identity, Path jar) throws IOException {
    return write(
        directory.resolve("ssh_config"),
        identity,
        jar,
        "connect --hex",
        "  ServerAliveInterval 10",
        "  ServerAliveCountMax 3");
  }

  /** Likewise with a link, whose grace time alone says how long a line may be away. */
  static Path writeLinkConfig(Path directory, Path identity, Path jar) throws IOException {
    String connect = "connect --hex --link --grace " + SoakLine.LINK.grace().toSeconds() + "s";
    return write(directory.resolve("ssh_config_of_link"), identity, jar, connect);
  }

  private static Path write(Path file, Path identity, Path jar, String connect, String... more)
      throws IOException {
    String java = System.getProperty("java.home") + "/bin/java";
    return Files.writeString(
        file,
        String.join(
            "\n",
            "Host *",
            "  User " + Ssh.USER,
            "  IdentityFile " + identity,
            "  IdentitiesOnly yes",
            "  BatchMode yes",
            "  UserKnownHostsFile /dev/null",
            "  StrictHostKeyChecking no",
            "  HostKeyAlias line",
            "  LogLevel ERROR",
            "  ConnectTimeout 60",
            String.join("\n", more),
            "  ProxyCommand '" + java + "' -jar '" + jar + "' " + connect + " %n",
            ""));
  }

  @Override
  long lastSynNanos() {
    return 0; // not known here
  }

  @Override
  void prepare() throws InterruptedException {
    AT_ONCE.acquire();
  }

  @Override
  void leave() {
    AT_ONCE.release();
  }

  @Override
  byte[] work() throws Exception {
    Path in = Files.createTempFile(line.directory(), "in", "");
    Path out = Files.createTempFile(line.directory(), "out", "");
    Path err = Files.createTempFile(line.directory(), "err", "");
    try {
      Files.write(in, data);
      run(in, out, err);
      return MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(out));
    } finally {
      Files.delete(in);
      Files.delete(out);
      Files.delete(err);
    }
  }

  private void run(Path in, Path out, Path err) throws IOException, InterruptedException {
    ssh =
        new ProcessBuilder(
                List.of("ssh", "-F", line.sshConfig().toString(), line.near().argument(), "cat"))
            .redirectInput(in.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    boolean ended = ssh.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
    kill();
    String said = Files.readString(err, StandardCharsets.UTF_8);
    if (said.contains("the line is in sync")) {
      established();
      if (line.pairing() == Pairing.LINK && !isWithoutLink(said)) {
        linked();
        line.ledger().count("link INTERRUPTED", count(said, "the session waits for it"));
        line.ledger().count("link RESUMED", count(said, "the session goes on"));
      }
    }
    if (!ended || ssh.waitFor() != 0) {
      throw new IOException("ssh: " + (ended ? "exit " + ssh.exitValue() : "hangs") + ": " + said);
    }
  }

  private static long count(String text, String part) {
    return text.split(part, -1).length - 1L;
  }

  /** Whether {@code connect} has given up before its link was open. */
  private static boolean isWithoutLink(String said) {
    boolean lost = said.contains("the line was lost: ") && !said.contains("the link sent ");
    return lost || said.contains("knows no links");
  }

  @Override
  void kill() {
    Process process = ssh;
    if (process != null) {
      List<ProcessHandle> children = process.descendants().toList();
      process.destroyForcibly();
      children.forEach(ProcessHandle::destroyForcibly);
    }
  }
}

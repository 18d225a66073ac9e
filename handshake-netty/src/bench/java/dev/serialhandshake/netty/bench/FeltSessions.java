// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Sessions of OpenSSH's client over TCP, with the system's server and with Apache MINA SSHD:
 * through {@code connect} and {@code serve}, and through what a user would take in place of both.
 */
final class FeltSessions {

  private final Effort effort;
  private final Processes processes;
  private final SshPeer ssh;
  private final int sshd;
  private final List<Figure> figures = new ArrayList<>();

  private FeltSessions(Effort effort, Processes processes) throws Exception {
    this.effort = effort;
    this.processes = processes;
    ssh = new SshPeer(processes);
    sshd = ssh.sshd();
  }

  static List<Figure> measure(Effort effort) throws Exception {
    try (Processes processes = new Processes()) {
      FeltSessions sessions;
      try {
        sessions = new FeltSessions(effort, processes);
      } catch (IOException e) {
        System.err.println("felt: logins, bulk and keys: left out, " + e.getMessage());
        return List.of();
      }
      sessions.all();
      return sessions.figures;
    }
  }

  private void all() throws Exception {
    FeltWay direct = FeltWay.port(sshd);
    FeltWay socat = FeltWay.proxy(List.of("socat", "-", "TCP:127.0.0.1:" + sshd));
    FeltWay tcp = served("serve", "--forward", "tcp:127.0.0.1:" + sshd);
    FeltWay mina = served(ssh.serve());
    int minas = plainMina();
    FeltWay plainMina = FeltWay.port(minas);
    FeltWay minaBySocat = FeltWay.proxy(List.of("socat", "-", "TCP:127.0.0.1:" + minas));

    login("login over TCP, and by `socat`", tcp, socat, Bar.ratioAtMost(1.15));
    login("login over TCP, and by `ssh` itself", tcp, direct, Bar.none());
    login("login over TCP with MINA, and MINA's own without us", mina, plainMina, Bar.none());
    bulk("bulk over TCP %s, and by `socat`", tcp, socat);
    compileMina(mina, plainMina);
    bulk("bulk over TCP %s with MINA, and MINA's own without us", mina, plainMina);
    bulk("bulk over TCP %s with MINA, and MINA's own by `socat`", mina, minaBySocat);
    figures.addAll(FeltPtys.measure(effort, processes, ssh, sshd));
    figures.addAll(FeltMany.measure(effort, processes, ssh, sshd, tcp));
  }

  /** The way through {@code connect} to a {@code serve} of its own with one line. */
  private FeltWay served(String... serve) throws Exception {
    int port = Felt.freePort();
    List<String> command = Felt.join(Felt.starter(effort, serve), "tcp-listen:127.0.0.1:" + port);
    processes.awaitSaying(processes.start(command), "serving");
    return FeltWay.proxy(Felt.starter(effort, "connect", "tcp:127.0.0.1:" + port));
  }

  /** Its classes are those of the tool, so that MINA is the same, and can read the same keys. */
  private int plainMina() throws Exception {
    int port = Felt.freePort();
    Path classes =
        Path.of(PlainMina.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    List<String> java = List.of(Felt.java(), "-XX:+UseSerialGC", "-Xms8m", "-XX:-UsePerfData");
    List<String> command =
        Felt.join(
            java,
            "-cp",
            effort.jar() + File.pathSeparator + classes,
            PlainMina.class.getName(),
            String.valueOf(port),
            ssh.hostKey(),
            ssh.authorizedKeys());
    processes.awaitSaying(processes.start(command), "serving");
    return port;
  }

  /** A server runs for months; in its first gigabyte the JVM compiles what encrypts. */
  private void compileMina(FeltWay ours, FeltWay plain) throws Exception {
    for (int transfer = 0; transfer < effort.pick(1, 5); transfer++) {
      for (boolean up : List.of(true, false)) {
        for (FeltWay way : List.of(ours, plain)) {
          var unused = ssh.bulk(way, up, bulkBytes());
        }
      }
    }
  }

  private int bulkBytes() {
    return effort.pick(5, 100) * Processes.MEGA;
  }

  private void login(String what, FeltWay ours, FeltWay theirs, Bar bar) throws Exception {
    figures.add(InTurn.compare(what, "ms", effort.pick(1, 7), ssh::login, ours, theirs, bar));
  }

  private void bulk(String what, FeltWay ours, FeltWay theirs) throws Exception {
    for (boolean up : List.of(true, false)) {
      figures.add(
          InTurn.compare(
              String.format(Locale.ROOT, what, up ? "up" : "down"),
              "MB/s",
              effort.pick(1, 5),
              way -> ssh.bulk(way, up, bulkBytes()),
              ours,
              theirs,
              Bar.ratioAtLeast(0.9)));
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Sessions of OpenSSH's client with the system's server: through {@code connect} and {@code serve
 * --forward}, and through {@code socat} in place of both; over TCP. In turn, the score is the
 * median of the rounds' ratios.
 */
final class FeltSessions {

  private static final int MEGA = 1_000_000;

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

  /** What a client is given to reach the server. */
  private interface Way {
    /** The client's proxy, once the far end of the way is ready for one session more. */
    String proxy() throws Exception;
  }

  /** Takes a time, or a rate. */
  private interface Use {
    double of(Way way) throws Exception;
  }

  static List<Figure> measure(Effort effort) throws Exception {
    try (Processes processes = new Processes()) {
      FeltSessions sessions;
      try {
        sessions = new FeltSessions(effort, processes);
      } catch (IOException e) {
        System.err.println("felt: logins and bulk: left out, " + e.getMessage());
        return List.of();
      }
      sessions.all();
      return sessions.figures;
    }
  }

  private void all() throws Exception {
    Way direct = () -> "";
    Way socat = () -> "socat - TCP:127.0.0.1:" + sshd;
    Way tcp = forwarded(Felt.freePort());
    Way mina = mina();

    compare("login over TCP, and by `socat`", "ms", 7, this::login, tcp, socat, 1.15);
    compare("login over TCP, and by `ssh` itself", "ms", 7, this::login, tcp, direct, 0);
    compare("login over TCP with MINA, and by `socat`", "ms", 7, this::login, mina, socat, 0);
    int many = effort.pick(5, 100) * MEGA;
    compare("bulk over TCP up, and by `socat`", "MB/s", 5, up(many), tcp, socat, -0.9);
    compare("bulk over TCP down, and by `socat`", "MB/s", 5, down(many), tcp, socat, -0.9);
    compare("bulk over TCP up with MINA", "MB/s", 5, up(many), mina, socat, 0);
    compare("bulk over TCP down with MINA", "MB/s", 5, down(many), mina, socat, 0);
  }

  private Way forwarded(int port) throws Exception {
    return forwarded("tcp-listen:127.0.0.1:" + port, "tcp:127.0.0.1:" + port);
  }

  private Way forwarded(String line, String far) throws Exception {
    serve("serve", "--forward", "tcp:127.0.0.1:" + sshd, line);
    String proxy = connect(far);
    return () -> proxy;
  }

  private Way mina() throws Exception {
    int port = Felt.freePort();
    serve(ssh.serve("tcp-listen:127.0.0.1:" + port));
    String proxy = connect("tcp:127.0.0.1:" + port);
    return () -> proxy;
  }

  private void serve(String... arguments) throws Exception {
    Process serve = processes.start(Felt.starter(effort, arguments));
    processes.awaitSaying(serve, "serving");
  }

  private String connect(String far) {
    return String.join(" ", Felt.starter(effort, "connect", far));
  }

  private double login(Way way) throws Exception {
    String proxy = way.proxy();
    long start = System.nanoTime();
    ssh.login(proxy, sshd);
    return millis(start);
  }

  private Use up(int bytes) {
    return way -> {
      String proxy = way.proxy();
      long start = System.nanoTime();
      ssh.up(proxy, sshd, bytes);
      return bytes / 1e3 / millis(start);
    };
  }

  private Use down(int bytes) {
    return way -> {
      String proxy = way.proxy();
      long start = System.nanoTime();
      ssh.down(proxy, sshd, bytes);
      return bytes / 1e3 / millis(start);
    };
  }

  private static double millis(long start) {
    return (System.nanoTime() - start) / 1e6;
  }

  /**
   * Adds a row.
   *
   * @param limit of the ratio: at most; at least if it is negative; none if it is 0
   */
  private void compare(
      String what, String unit, int rounds, Use use, Way ours, Way theirs, double limit)
      throws Exception {
    List<Double> values = new ArrayList<>();
    List<Double> floors = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    for (int round = -1; round < effort.pick(1, rounds); round++) {
      double value = use.of(ours);
      double floor = use.of(theirs);
      if (round >= 0) { // the first of each loads classes and files
        values.add(value);
        floors.add(floor);
        ratios.add(value / floor);
      }
    }
    Bar bar = limit == 0 ? Bar.none() : Bar.ratioAtMost(limit);
    figures.add(
        new Figure(
            what,
            unit,
            Rounds.median(values),
            Rounds.median(floors),
            Rounds.median(ratios),
            limit < 0 ? Bar.ratioAtLeast(-limit) : bar));
  }
}

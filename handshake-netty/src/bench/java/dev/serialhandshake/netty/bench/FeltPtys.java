// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Sessions over a pair of pseudo terminals: through {@code serve --forward} and {@code connect} at
 * its ends, and through {@code socat} at both. {@code socat} makes both pairs, too.
 */
final class FeltPtys {

  private final Effort effort;
  private final Processes processes;
  private final SshPeer ssh;
  private final int sshd;
  private final FeltWay ours;
  private final FeltWay theirs = new SocatAtBothEnds();
  private final Process serve;

  private FeltPtys(Effort effort, Processes processes, SshPeer ssh, int sshd) throws Exception {
    this.effort = effort;
    this.processes = processes;
    this.ssh = ssh;
    this.sshd = sshd;
    String line = processes.ptys("ours");
    Path far = Path.of(line + "-far").toRealPath();
    serve =
        processes.start(Felt.starter(effort, "serve", "--forward", "tcp:127.0.0.1:" + sshd, line));
    processes.awaitSaying(serve, "serving");
    String connect = FeltWay.proxyCommand(Felt.starter(effort, "connect", line + "-far"));
    ours =
        () -> {
          processes.awaitFree(far); // ssh does not wait for the end of its proxy
          return connect;
        };
  }

  /** It knows no end of a session on a line that stays, so each session has a line of its own. */
  private final class SocatAtBothEnds implements FeltWay {

    private int lines;
    private final List<Process> running = new ArrayList<>();

    @Override
    public String option() throws Exception {
      running.forEach(Processes::stop);
      running.clear();
      String line = processes.ptys("theirs" + lines++, running);
      running.add(processes.start(List.of("socat", line + ",raw,echo=0", "TCP:127.0.0.1:" + sshd)));
      return FeltWay.proxyCommand(List.of("socat", "-", line + "-far,raw,echo=0"));
    }
  }

  static List<Figure> measure(Effort effort, Processes processes, SshPeer ssh, int sshd)
      throws Exception {
    return new FeltPtys(effort, processes, ssh, sshd).all();
  }

  private List<Figure> all() throws Exception {
    List<Figure> figures = new ArrayList<>();
    InTurn.Use login = ssh::login;
    int logins = effort.pick(1, 7);
    figures.add(
        InTurn.compare(
            "login over a pty, and by `socat`", "ms", logins, login, ours, theirs, Bar.none()));
    int bytes = effort.pick(2, 20) * Processes.MEGA;
    int rounds = effort.pick(1, 5);
    double before = Processes.seconds(serve);
    for (boolean up : List.of(true, false)) {
      String what = "bulk over a pty " + (up ? "up" : "down") + ", and by `socat`";
      InTurn.Use use = way -> ssh.bulk(way, up, bytes);
      Bar bar = Bar.ratioAtLeast(0.9);
      figures.add(InTurn.compare(what, "MB/s", rounds, use, ours, theirs, bar));
    }
    double transfers = 2.0 * (rounds + 1) * bytes / 1e8;
    figures.add(
        Figure.of(
            "processor time of `serve --forward` on a pty for 100 MB, half of it up",
            "s",
            (Processes.seconds(serve) - before) / transfers,
            0,
            Bar.none()));
    figures.addAll(keys());
    return figures;
  }

  /** Of a session that is idle otherwise; the two sessions in turn. */
  private List<Figure> keys() throws Exception {
    int count = effort.pick(100, 2000);
    double[] our = new double[count];
    double[] their = new double[count];
    Process ourSession = ssh.session(ours.option(), "cat");
    Process theirSession = ssh.session(theirs.option(), "cat");
    for (int i = -count / 10; i < count; i++) {
      our[Math.max(i, 0)] = echo(ourSession);
      their[Math.max(i, 0)] = echo(theirSession);
    }
    ssh.await(ourSession);
    ssh.await(theirSession);
    Arrays.sort(our);
    Arrays.sort(their);
    String what = "echo of a key over a pty, and by `socat`, ";
    int last = count * 99 / 100;
    int middle = count / 2;
    return List.of(
        Figure.of(what + "median", "ms", our[middle], their[middle], Bar.none()),
        Figure.of(what + "p99", "ms", our[last], their[last], Bar.moreAtMost(1)));
  }

  private static double echo(Process session) throws Exception {
    TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextInt(3, 12));
    long start = System.nanoTime();
    session.getOutputStream().write('k');
    session.getOutputStream().flush();
    if (session.getInputStream().read() < 0) {
      throw new IOException("the session ended");
    }
    return (System.nanoTime() - start) / 1e6;
  }
}

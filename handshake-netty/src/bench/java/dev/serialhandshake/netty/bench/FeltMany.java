// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.bench;

import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Many lines over TCP on one {@code serve}, each with a connection on which nobody speaks, and a
 * login on the last of them.
 */
final class FeltMany {

  private static final int BYTE = 256;

  private FeltMany() {}

  /**
   * Measures.
   *
   * @param alone a line that is the only one of its {@code serve}
   */
  static List<Figure> measure(
      Effort effort, Processes processes, SshPeer ssh, int sshd, FeltWay alone) throws Exception {
    int lines = effort.pick(100, 1000);
    int port = Felt.freePort();
    List<String> command =
        new ArrayList<>(Felt.starter(effort, "serve", "--forward", "tcp:127.0.0.1:" + sshd));
    for (int i = 0; i < lines; i++) {
      command.add("tcp-listen:" + host(i) + ':' + port);
    }
    Process serve = processes.start(command);
    String last = host(lines - 1) + ':' + port;
    for (int i = 0; i < lines; i++) {
      processes.awaitSaying(serve, host(i) + ':' + port); // in no order
    }
    List<Socket> idle = new ArrayList<>();
    try {
      for (int i = 0; i < lines - 1; i++) {
        idle.add(new Socket(host(i), port));
      }
      List<Figure> figures = new ArrayList<>(idle(effort, serve, lines));
      FeltWay onLast = FeltWay.proxy(Felt.starter(effort, "connect", "tcp:" + last));
      figures.add(
          InTurn.compare(
              "login on the last of " + lines + " lines, and on a line alone",
              "ms",
              effort.pick(1, 7),
              ssh::login,
              onLast,
              alone,
              Bar.none()));
      return figures;
    } finally {
      for (Socket socket : idle) {
        socket.close();
      }
      Processes.stop(serve);
    }
  }

  private static List<Figure> idle(Effort effort, Process serve, int lines) throws Exception {
    TimeUnit.SECONDS.sleep(effort.pick(15, 75)); // what the start took is given back
    int seconds = effort.pick(5, 40);
    double time = Processes.seconds(serve);
    double wakes = Processes.wakeUps(serve, seconds);
    double share = 100 * (Processes.seconds(serve) - time) / seconds;
    String of = " of `serve --forward`, " + lines + " idle lines on TCP";
    return List.of(
        figure("memory" + of, "MB", Processes.kilobytes(serve) / 1000),
        figure("threads" + of, "", Processes.threads(serve)),
        figure("processor time" + of, "% of a core", share),
        figure("wake-ups a second" + of, "1/s", wakes));
  }

  private static Figure figure(String what, String unit, double value) {
    return Figure.of(what, unit, value, 0, Bar.none());
  }

  /** An address of the machine itself for each line, so that all have one port. */
  private static String host(int line) {
    return "127.1." + line / BYTE + '.' + line % BYTE;
  }
}

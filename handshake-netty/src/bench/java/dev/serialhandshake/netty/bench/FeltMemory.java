// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Resident memory, wake-ups and processor time: what the load of the machine falsifies least. Each
 * with the flags of the starter, and with none.
 */
final class FeltMemory {

  private static final int MANY = 64;

  private final Effort effort;
  private final List<Figure> figures = new ArrayList<>();

  private FeltMemory(Effort effort) {
    this.effort = effort;
  }

  /** Makes the command line of the tool. */
  private interface Start {
    List<String> command(Effort effort, String... arguments);
  }

  static List<Figure> measure(Effort effort) throws Exception {
    FeltMemory memory = new FeltMemory(effort);
    memory.forward("serial-handshake.sh", Felt::starter);
    memory.forward("java -jar", Felt::plain);
    if (Felt.isThere("felt: memory with MINA", "ssh", "ssh-keygen")) {
      memory.mina("serial-handshake.sh", Felt::starter);
      memory.mina("java -jar", Felt::plain);
    }
    memory.moreLines("TCP", 40);
    if (Felt.isThere("felt: memory of a line on a pty", "socat")) {
      memory.moreLines("a pty", 150);
    }
    return memory.figures;
  }

  private void add(String what, String unit, double value, Bar bar) {
    figures.add(Figure.of(what, unit, value, 0, bar));
  }

  /** What the start took is given back after ten seconds. */
  private void settle() throws InterruptedException {
    TimeUnit.SECONDS.sleep(effort.pick(15, 75));
  }

  private double wakeUps(Process process) throws Exception {
    return Processes.wakeUps(process, effort.pick(10, 60));
  }

  private void forward(String how, Start start) throws Exception {
    int megabytes = effort.pick(20, 1000) / 2;
    int port = Felt.freePort();
    try (BulkPeer peer = new BulkPeer(megabytes * Processes.MEGA);
        Processes processes = new Processes()) {
      Process serve =
          processes.start(
              start.command(
                  effort, "serve", "--forward", peer.address(), "tcp-listen:127.0.0.1:" + port));
      processes.awaitSaying(serve, "serving");
      settle();
      String of = " of `serve --forward`, " + how;
      add("memory, one idle line," + of, "MB", megabytes(serve), Bar.moreAtMost(60));
      add("wake-ups a second, one idle line," + of, "1/s", wakeUps(serve), Bar.moreAtMost(2));
      for (boolean up : List.of(true, false)) {
        Process connect =
            processes.startPiped(start.command(effort, "connect", "tcp:127.0.0.1:" + port));
        double before = Processes.seconds(serve);
        if (up) {
          peer.up(connect);
        } else {
          peer.down(connect);
        }
        String direction = " for 100 MB " + (up ? "up" : "down");
        double hundreds = megabytes / 100.0;
        double served = Processes.seconds(serve) - before;
        add("processor time" + of + direction, "s", served / hundreds, Bar.none());
        double connected = Processes.seconds(connect) / hundreds;
        add("processor time of `connect`, " + how + direction, "s", connected, Bar.none());
        if (up) {
          add("memory of `connect`, " + how, "MB", megabytes(connect), Bar.moreAtMost(45));
          TimeUnit.SECONDS.sleep(5);
          String idle = "wake-ups a second, one idle session,";
          add(idle + of, "1/s", wakeUps(serve), Bar.none());
          add(idle + " of `connect`, " + how, "1/s", wakeUps(connect), Bar.none());
        }
        Processes.stop(connect);
      }
      TimeUnit.SECONDS.sleep(15);
      String after = "memory after " + 2 * megabytes + " MB of transfers,";
      add(after + of, "MB", megabytes(serve), Bar.moreAtMost(100));
    }
  }

  private void mina(String how, Start start) throws Exception {
    int megabytes = effort.pick(20, 1000) / 2;
    try (Processes processes = new Processes()) {
      SshPeer ssh = new SshPeer(processes);
      int port = Felt.freePort();
      Process serve =
          processes.start(
              Felt.join(start.command(effort, ssh.serve()), "tcp-listen:127.0.0.1:" + port));
      processes.awaitSaying(serve, "serving");
      settle();
      String of = " of `serve` with MINA, " + how;
      add("memory, one idle line," + of, "MB", megabytes(serve), Bar.moreAtMost(90));
      FeltWay way = FeltWay.proxy(Felt.starter(effort, "connect", "tcp:127.0.0.1:" + port));
      double before = Processes.seconds(serve);
      for (boolean up : List.of(true, false)) {
        var unused = ssh.bulk(way, up, megabytes * Processes.MEGA);
      }
      double each = (Processes.seconds(serve) - before) * 100 / (2 * megabytes);
      add("processor time" + of + " for 100 MB, half of it up", "s", each, Bar.none());
      TimeUnit.SECONDS.sleep(15);
      String after = "memory after " + 2 * megabytes + " MB of transfers,";
      add(after + of, "MB", megabytes(serve), Bar.moreAtMost(160));
    }
  }

  private void moreLines(String kind, int mostKilobytes) throws Exception {
    double one = kilobytes(kind, 1);
    double each = (kilobytes(kind, MANY) - one) / (MANY - 1);
    String what = "memory of `serve --forward` for each further idle line on ";
    add(what + kind, "kB", each, Bar.moreAtMost(mostKilobytes));
  }

  private double kilobytes(String kind, int lines) throws Exception {
    int port = Felt.freePort();
    List<Socket> clients = new ArrayList<>();
    try (BulkPeer peer = new BulkPeer(0);
        Processes processes = new Processes()) {
      List<String> command =
          new ArrayList<>(Felt.starter(effort, "serve", "--forward", peer.address()));
      if (kind.equals("TCP")) {
        command.add("tcp-listen:127.0.0.1:" + port);
      } else {
        for (int i = 0; i < lines; i++) {
          command.add(processes.ptys("line" + i));
        }
      }
      Process serve = processes.start(command);
      processes.awaitSaying(serve, "serving");
      for (int i = 0; i < lines && kind.equals("TCP"); i++) {
        clients.add(new Socket(InetAddress.getLoopbackAddress(), port));
      }
      settle();
      return Processes.kilobytes(serve);
    } finally {
      for (Socket client : clients) {
        client.close();
      }
    }
  }

  private static double megabytes(Process process) throws IOException {
    return Processes.kilobytes(process) / 1000;
  }
}

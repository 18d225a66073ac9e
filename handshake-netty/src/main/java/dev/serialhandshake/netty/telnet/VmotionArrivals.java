// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.telnet;

import dev.serialhandshake.netty.telnet.VmotionStreams.Connection;
import dev.serialhandshake.netty.telnet.VmotionStreams.Door;
import dev.serialhandshake.netty.telnet.VmotionStreams.Observer;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Waits for connections, and reads those that come while a machine moves until the machine is
 * there. One thread waits at the door, and each connection that is read has a thread.
 */
final class VmotionArrivals {

  /** After a connection could not be accepted: the process may have too many files open. */
  private static final long REST_MILLIS = 1_000;

  private final VmotionLine line;
  private final Door door;
  private final Observer observer;
  private final Alarms alarms;
  private final CountDownLatch closed = new CountDownLatch(1);

  VmotionArrivals(VmotionLine line, Door door, Observer observer, Alarms alarms) {
    this.line = line;
    this.door = door;
    this.observer = observer;
    this.alarms = alarms;
  }

  void start() {
    start("vmotion-door", this::keepTheDoor);
  }

  /** The line is closed before this: its end ends what is read here. */
  void close() throws IOException {
    closed.countDown();
    door.close();
  }

  private static void start(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void keepTheDoor() {
    while (line.awaitRoom()) {
      try {
        Connection connection = door.accept();
        if (line.admit(connection)) {
          start("vmotion-arrival", () -> hear(connection));
        }
      } catch (IOException e) {
        rest();
      }
    }
  }

  private void rest() {
    try {
      var unused = closed.await(REST_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void hear(Connection connection) {
    Runnable takeAlarmBack =
        alarms.after(
            VmotionTimes.LONGEST_WITHOUT_SECRET, () -> line.abortUnlessSecretShown(connection));
    try {
      VmotionHost host = new VmotionHost(connection, line);
      if (host.awaitMachine()) {
        line.takeOver(host);
      }
    } catch (IOException e) {
      // When a move is over its connections are closed, which is no news.
      if (line.mayGoTo(connection)) {
        observer.refused(e);
      }
    } finally {
      takeAlarmBack.run();
      line.leave(connection);
    }
  }
}

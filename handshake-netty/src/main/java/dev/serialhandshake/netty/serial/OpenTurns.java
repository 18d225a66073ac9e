// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import dev.serialhandshake.netty.serial.SerialPortException.Reason;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Opens ports one after the other, because jSerialComm keeps the error of a failed open in one
 * place for all ports. A driver may hang in an open for minutes. Such a port loses its turn, and
 * the others go on without it.
 *
 * <p>A port whose open hangs is not opened a second time meanwhile. So the number of threads that
 * hang is never larger than the number of ports.
 */
final class OpenTurns {

  /** Opens one port; may block. */
  interface Opening<T> {
    T open() throws SerialPortException;
  }

  private final long longestTurnMillis;
  private final Set<String> underWay = ConcurrentHashMap.newKeySet();
  private volatile ReentrantLock turn = new ReentrantLock();

  OpenTurns(long longestTurnMillis) {
    this.longestTurnMillis = longestTurnMillis;
  }

  /**
   * Waits for its turn and opens a port.
   *
   * @param port as the caller named it
   * @param device what that name stands for now
   */
  <T> T open(String port, String device, Opening<T> opening) throws SerialPortException {
    if (!underWay.add(device)) {
      throw new SerialPortException(
          Reason.BUSY,
          port,
          "an earlier open of this port has not returned; if its driver hangs, unplug the device");
    }
    try {
      ReentrantLock mine = await(port);
      try {
        return opening.open();
      } finally {
        mine.unlock();
      }
    } finally {
      underWay.remove(device);
    }
  }

  private ReentrantLock await(String port) throws SerialPortException {
    try {
      while (true) {
        ReentrantLock current = turn;
        if (!current.tryLock(longestTurnMillis, TimeUnit.MILLISECONDS)) {
          giveUp(current); // The open that has the turn hangs.
        } else if (current == turn) {
          return current;
        } else {
          current.unlock();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SerialPortException(Reason.FAILED, port, "the open was interrupted; try again");
    }
  }

  private synchronized void giveUp(ReentrantLock hanging) {
    if (turn == hanging) {
      turn = new ReentrantLock();
    }
  }
}

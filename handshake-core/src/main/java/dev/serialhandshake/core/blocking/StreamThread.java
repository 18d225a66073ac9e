// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.blocking;

import java.util.concurrent.Semaphore;

/**
 * A daemon thread that makes one blocking call each time that it is asked to.
 *
 * <p>What runs on it are objects, not lambdas. A program that shakes hands at each login waits for
 * the JVM to link each lambda, and the first one takes longer than the handshake.
 */
final class StreamThread implements Runnable {

  private final Semaphore asked = new Semaphore(0);
  private final Runnable call;
  private final Thread thread;
  private volatile boolean closed;

  StreamThread(String name, Runnable call) {
    this.call = call;
    thread = new Thread(this, name);
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  void ask() {
    asked.release();
  }

  boolean isClosed() {
    return closed;
  }

  /**
   * Ends the thread after the call that it is in.
   *
   * @param idle whether the thread is in no call. Then this method waits until the thread has
   *     ended, which is at once.
   */
  void close(boolean idle) {
    closed = true;
    asked.release();
    boolean interrupted = false;
    while (idle && thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void run() {
    asked.acquireUninterruptibly();
    while (!closed) {
      call.run();
      asked.acquireUninterruptibly();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import java.io.IOException;

/** A thread that a test need not wait for: of a peer or relay, or one that writes to a program. */
final class Background {

  /** What the thread does. */
  interface Task {
    void run() throws IOException;
  }

  private Background() {}

  /** Starts it. */
  static Thread run(String name, Task task) {
    Thread thread =
        new Thread(
            () -> {
              try {
                task.run();
              } catch (IOException e) {
                // The other end was closed: the test has ended, or wants that.
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }
}

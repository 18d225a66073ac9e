// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import java.io.IOException;

/** A thread of a test's peer or relay, which ends with the connection that it serves. */
final class Background {

  /** What the thread does. */
  interface Task {
    void run() throws IOException;
  }

  private Background() {}

  static void run(String name, Task task) {
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
  }
}

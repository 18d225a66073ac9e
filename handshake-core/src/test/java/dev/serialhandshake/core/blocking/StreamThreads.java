// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.blocking;

import java.util.List;

/** The threads that read and write streams, and work links. */
final class StreamThreads {

  private StreamThreads() {}

  static List<Thread> live() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(
            thread ->
                thread.getName().equals(StreamReader.THREAD_NAME)
                    || thread.getName().equals(StreamWriter.THREAD_NAME)
                    || thread.getName().equals(LinkPump.THREAD_NAME))
        .toList();
  }
}

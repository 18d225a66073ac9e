// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.examples.cli.serve;

import java.util.List;
import java.util.stream.Stream;

/** Ends what a shell has started together with the shell. */
final class Processes {

  private Processes() {}

  static void end(Process process) {
    // First the list: once the shell is gone, nobody knows whose they were. By its number, since a
    // process on a pty does not know its handle.
    List<ProcessHandle> started =
        ProcessHandle.of(process.pid())
            .map(ProcessHandle::descendants)
            .orElse(Stream.of())
            .toList();
    process.destroy();
    started.forEach(ProcessHandle::destroy);
  }
}

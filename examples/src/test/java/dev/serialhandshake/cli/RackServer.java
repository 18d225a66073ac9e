// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A {@code serve} whose words are awaited in any order: many lines of a rack say something. */
final class RackServer implements AutoCloseable {

  private final Daemon daemon;
  private final List<String> said = new ArrayList<>();

  RackServer(String... arguments) throws IOException {
    daemon = Daemon.jar(arguments);
  }

  /** Waits for a line that contains the text, also one that was said before; takes it. */
  String await(String text) throws InterruptedException {
    for (String line : said) {
      if (line.contains(text)) {
        said.remove(line);
        return line;
      }
    }
    while (true) {
      String line = daemon.await("");
      if (line.contains(text)) {
        return line;
      }
      said.add(line);
    }
  }

  /** Where a line that listens is served, for its clients. */
  String line(String name) throws InterruptedException {
    return Daemon.clientEnd(await(" " + name + ": serving tcp-listen:"));
  }

  void hangUp() throws Exception {
    daemon.signal("HUP");
  }

  /** How many files it has open; needs /proc. */
  long openFiles() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc", String.valueOf(daemon.pid()), "fd"))) {
      return files.count();
    }
  }

  @Override
  public void close() {
    daemon.close();
  }
}

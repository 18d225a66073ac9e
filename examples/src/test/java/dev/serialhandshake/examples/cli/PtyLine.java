// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.examples.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A serial line for tests: two ptys that socat ties together. */
final class PtyLine implements AutoCloseable {

  final String a;
  final String b;
  private final Daemon socat;

  PtyLine(Path folder) throws Exception {
    Tools.need("socat");
    a = folder.resolve("A").toString();
    b = folder.resolve("B").toString();
    socat =
        Daemon.program("socat", "-d", "-d", "pty,raw,echo=0,link=" + a, "pty,raw,echo=0,link=" + b);
    socat.await("starting data transfer loop");
  }

  /**
   * Writes to one end what comes out at the other. On a thread of its own, since a line holds a few
   * kilobytes only until somebody reads them.
   */
  static void write(String end, byte[] bytes) {
    Thread writer =
        new Thread(
            () -> {
              try (OutputStream out =
                  Files.newOutputStream(Path.of(end), StandardOpenOption.WRITE)) {
                out.write(bytes);
              } catch (IOException e) {
                // The line was closed before it was read: the test has ended.
              }
            },
            "line-noise");
    writer.setDaemon(true);
    writer.start();
  }

  @Override
  public void close() {
    socat.close();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import dev.serialhandshake.testing.PtyPair;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/** A serial line for tests. */
final class PtyLine implements AutoCloseable {

  final String a;
  final String b;
  private final PtyPair pair;

  PtyLine(Path folder) {
    pair = PtyPair.open(folder);
    a = pair.a();
    b = pair.b();
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

  /** The modes of A's end that are set. */
  Set<String> modesOfA() {
    return pair.modesOfA();
  }

  @Override
  public void close() {
    pair.close();
  }
}

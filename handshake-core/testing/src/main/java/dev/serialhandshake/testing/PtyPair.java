// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * A serial line: two raw pseudo-terminals. The bytes that are written to one of them can be read at
 * the other. Each direction buffers some kilobytes. When its buffer is full, the writer waits.
 */
public final class PtyPair implements AutoCloseable {

  private final PseudoTerminal atA = PseudoTerminal.open("raw");
  private final PseudoTerminal atB = PseudoTerminal.open("raw");
  private final Way fromA = new Way(atA, atB);
  private final Way fromB = new Way(atB, atA);
  private final Path a;
  private final Path b;

  private PtyPair(Path directory) {
    a = directory.resolve("A");
    b = directory.resolve("B");
  }

  /**
   * Makes a line; skips the test on another system than Linux.
   *
   * @param directory where the links {@code A} and {@code B} to the two devices go; one pair per
   *     directory
   */
  public static PtyPair open(Path directory) {
    PtyPair pair = new PtyPair(directory);
    try {
      Files.createSymbolicLink(pair.a, Path.of(pair.atA.device()));
      Files.createSymbolicLink(pair.b, Path.of(pair.atB.device()));
      return pair;
    } catch (IOException e) {
      pair.close();
      throw new UncheckedIOException(e);
    }
  }

  /** The path of one end, a link to {@code /dev/pts/N}. */
  public String a() {
    return a.toString();
  }

  /** The path of the other end. */
  public String b() {
    return b.toString();
  }

  /** The modes of A's end that are set, as {@link PseudoTerminal#modes} tells them. */
  public Set<String> modesOfA() {
    return atA.modes();
  }

  /** The bytes that are written to A and read at B. */
  public Way fromA() {
    return fromA;
  }

  /** The bytes that are written to B and read at A. */
  public Way fromB() {
    return fromB;
  }

  /**
   * Hangs both ends up, as the system does when a modem loses its carrier; see {@link
   * PseudoTerminal#hangUp}. The line stays.
   */
  public void hangUp() {
    atA.hangUp();
    atB.hangUp();
  }

  /** Takes both ends away, as when a USB adapter is pulled out. */
  public void unplug() {
    atA.close();
    atB.close();
    fromA.end();
    fromB.end();
    try {
      Files.deleteIfExists(a);
      Files.deleteIfExists(b);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    unplug();
  }
}

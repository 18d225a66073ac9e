// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * A line between two pseudo-terminals, made by socat. Both ends exist when {@link #open} returns.
 * It buffers about 8 kB in each direction, then holds the writer.
 */
public final class PtyPair implements AutoCloseable {

  private final Process socat;
  private final Path a;
  private final Path b;

  private PtyPair(Process socat, Path a, Path b) {
    this.socat = socat;
    this.a = a;
    this.b = b;
  }

  /**
   * Starts socat, or skips the test if it is not installed; where CI is true it must be.
   *
   * @param directory where the links {@code A} and {@code B} go; one pair per directory
   */
  public static PtyPair open(Path directory) {
    Path a = directory.resolve("A");
    Path b = directory.resolve("B");
    try {
      Process socat =
          new ProcessBuilder(
                  "socat", "-d", "-d", "pty,raw,echo=0,link=" + a, "pty,raw,echo=0,link=" + b)
              .redirectOutput(Redirect.DISCARD)
              .start();
      BufferedReader log =
          new BufferedReader(new InputStreamReader(socat.getErrorStream(), StandardCharsets.UTF_8));
      String line;
      do {
        line = log.readLine();
        if (line == null) {
          throw new IllegalStateException("socat ended early");
        }
      } while (!line.contains("starting data transfer loop"));
      Thread drain = new Thread(() -> drain(log), "socat-log");
      drain.setDaemon(true);
      drain.start();
      return new PtyPair(socat, a, b);
    } catch (IOException e) {
      Assumptions.assumeTrue("true".equals(System.getenv("CI")), "socat is not installed");
      throw new UncheckedIOException(e);
    }
  }

  private static void drain(BufferedReader log) {
    try (log) {
      log.transferTo(Writer.nullWriter());
    } catch (IOException e) {
      // socat was killed.
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

  /** Takes both ends away, as when a USB adapter is pulled out; the links may stay. */
  public void unplug() {
    socat.destroyForcibly();
    try {
      if (!socat.waitFor(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException("socat does not end");
      }
      Files.deleteIfExists(a);
      Files.deleteIfExists(b);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    unplug();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.watchdog;

import dev.serialhandshake.cli.console.FileState;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The jar that this process runs from, and whether it was overwritten, as {@code cp} and {@code
 * scp} do. Java reads a class from the jar when the class is first needed, at a position that it
 * noted at the start. After an overwrite there are other bytes at that position. A new file in
 * place of the old one, as {@code mv} and {@code install} make it, does no harm: the process still
 * has the old file open.
 */
final class RunningJar {

  /** A jar that was written to less than this time ago may still be incomplete. */
  private static final Duration STEADY = Duration.ofSeconds(10);

  /** Entries from several places in the jar. */
  private static final List<String> SAMPLE =
      List.of(
          "dev/serialhandshake/cli/Main.class",
          "io/netty/channel/Channel.class",
          "org/apache/sshd/server/SshServer.class");

  private final Path file;
  private final ClassLoader loader;
  private final List<String> names;
  private final FileState before;
  private final byte[] sample;

  RunningJar(Path file, ClassLoader loader, List<String> names) throws IOException {
    this.file = file;
    this.loader = loader;
    this.names = names;
    before = FileState.of(file);
    sample = read();
  }

  /** The jar; null if the classes come from a folder. */
  static @Nullable RunningJar find() {
    try {
      Class<?> own = RunningJar.class;
      Path file = Path.of(own.getProtectionDomain().getCodeSource().getLocation().toURI());
      return Files.isRegularFile(file) ? new RunningJar(file, own.getClassLoader(), SAMPLE) : null;
    } catch (IOException | URISyntaxException e) {
      return null;
    }
  }

  /** Whether classes can no longer be read. */
  boolean isOverwritten() {
    try {
      return before.isWrittenOver(FileState.of(file)) && !Arrays.equals(sample, read());
    } catch (IOException e) {
      return false; // It was removed, but the process still has it open.
    }
  }

  /** Whether classes can no longer be read, and nobody has written to the jar for 10 s. */
  boolean isOverwrittenAndComplete(Instant now) {
    try {
      return isOverwritten()
          && FileState.of(file).modified().toInstant().plus(STEADY).isBefore(now);
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Reads the sample from the same open file as classes. Entries that cannot be read are left out.
   */
  private byte[] read() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (String name : names) {
      try (InputStream in = loader.getResourceAsStream(name)) {
        if (in != null) {
          in.transferTo(bytes);
        }
      } catch (IOException e) {
        // There are other bytes at its position now.
      }
    }
    return bytes.toByteArray();
  }

  @Override
  public String toString() {
    return file.toString();
  }
}

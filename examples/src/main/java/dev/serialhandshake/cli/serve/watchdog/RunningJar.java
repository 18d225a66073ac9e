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
 * The jar that this process runs from, and whether somebody wrote over it, as {@code cp} and {@code
 * scp} do. Java reads classes from it when they are first needed, at places that it has noted, and
 * finds other bytes there. A file that was put in its place, as {@code mv} and {@code install} do,
 * is no matter: the process still has the old one open.
 */
final class RunningJar {

  /** A copy that is under way is no jar yet. */
  private static final Duration STEADY = Duration.ofSeconds(10);

  /** From here and there in the jar. */
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

  /** Null where the classes come from a folder. */
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
      return false; // It was removed: the process still has it open.
    }
  }

  /** The same, and whoever wrote it has come to an end. */
  boolean isOverwrittenAndComplete(Instant now) {
    try {
      return isOverwritten()
          && FileState.of(file).modified().toInstant().plus(STEADY).isBefore(now);
    } catch (IOException e) {
      return false;
    }
  }

  /** The same open file as for classes. What cannot be read is missing. */
  private byte[] read() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (String name : names) {
      try (InputStream in = loader.getResourceAsStream(name)) {
        if (in != null) {
          in.transferTo(bytes);
        }
      } catch (IOException e) {
        // Its place has other bytes now.
      }
    }
    return bytes.toByteArray();
  }

  @Override
  public String toString() {
    return file.toString();
  }
}

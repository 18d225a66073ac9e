// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.line;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.serialhandshake.cli.console.CommandFailure;
import dev.serialhandshake.cli.console.Console;
import dev.serialhandshake.cli.console.ExitCode;
import dev.serialhandshake.cli.trust.TrustedFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A file of what a line says before it is in sync, which a handshake discards: the log of a machine
 * that boots, for instance. Its lines are those of {@link ReceivedText}.
 *
 * <p>Only its owner can read a file that is made here: a boot log may hold secrets. When it has
 * grown to the limit, it becomes {@code FILE.1} in place of the one before, and a new one begins.
 * What cannot be written is told once and left out, until it can be written again: no login fails
 * for it.
 */
public final class ReceivedLog {

  /** How large a file grows. */
  public static final long MOST_BYTES = 10_000_000;

  private final Path file;
  private final long mostBytes;
  private boolean broken;

  /** Makes one that has not looked at the file yet. */
  public ReceivedLog(Path file, long mostBytes) {
    this.file = file;
    this.mostBytes = mostBytes;
  }

  /**
   * Makes sure that the file can be written: it is no use to learn that after the boot. Blocks.
   *
   * @throws CommandFailure if it cannot
   */
  public static ReceivedLog open(Path file, long mostBytes) throws CommandFailure {
    ReceivedLog log = new ReceivedLog(file, mostBytes);
    try {
      log.write("");
    } catch (IOException e) {
      throw failure(file, e);
    }
    return log;
  }

  /**
   * Looks whether a file could be written, and changes nothing. Blocks.
   *
   * @throws CommandFailure if it could not
   */
  public static void check(Path file) throws CommandFailure {
    try {
      TrustedFiles.checkAppendPrivate(file);
      Path folder = file.toAbsolutePath().getParent();
      if (folder == null || !Files.isDirectory(folder)) {
        throw new NoSuchFileException(file.toString());
      }
      // The folder too: a file that has grown to the limit gets another name.
      if (!Files.isWritable(folder) || (Files.exists(file) && !Files.isWritable(file))) {
        throw new AccessDeniedException(file.toString());
      }
    } catch (IOException e) {
      throw failure(file, e);
    }
  }

  private static CommandFailure failure(Path file, IOException e) {
    return new CommandFailure(
        e instanceof AccessDeniedException ? ExitCode.NO_PERMISSION : ExitCode.USAGE,
        "--log " + file + ": cannot be written: " + reason(e) + "; name another file",
        e);
  }

  private static String reason(IOException e) {
    String why = e instanceof FileSystemException system ? system.getReason() : e.getMessage();
    if (why != null) {
      return why;
    }
    return e instanceof AccessDeniedException ? "no permission" : "there is no such folder";
  }

  /** Adds lines. Blocks; of many threads one after the other. */
  public synchronized void add(String lines) {
    try {
      write(lines);
      broken = false;
    } catch (IOException e) {
      if (!broken) {
        broken = true;
        Console.say(
            "--log "
                + file
                + ": cannot be written: "
                + reason(e)
                + "; lines are missing until it can be written again");
      }
    }
  }

  /** What a file is called when the next one has begun. */
  public static Path before(Path file) {
    return file.resolveSibling(file.getFileName() + ".1");
  }

  /** Opens the file each time: somebody may have moved it, as log rotation does. */
  private void write(String text) throws IOException {
    long size = file.toFile().length(); // 0 where there is none
    if (size > 0 && size + text.length() > mostBytes) {
      Files.move(file, before(file), StandardCopyOption.REPLACE_EXISTING);
    }
    try (SeekableByteChannel out = TrustedFiles.appendPrivate(file)) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(US_ASCII));
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
    }
  }
}

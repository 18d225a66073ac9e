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
import java.util.List;

/**
 * A log file with the bytes that are received before a line is in sync, such as the log of a
 * machine that boots. A handshake discards these bytes. {@link ReceivedText} makes the lines of the
 * file.
 *
 * <p>A file that is made here can be read by its owner alone, because a boot log may contain
 * secrets. When the file has reached its limit, it is renamed to {@code FILE.1}, in place of an
 * older {@code FILE.1}, and a new file begins. If the file cannot be written, that is printed once,
 * and lines are missing until it can be written again. No login fails for it.
 */
public final class ReceivedLog {

  /** The usual limit of a file, in bytes. */
  public static final long MOST_BYTES = 10_000_000;

  private final Path file;
  private final long mostBytes;
  private boolean broken;

  /** Does not check yet that the file can be written. */
  public ReceivedLog(Path file, long mostBytes) {
    this.file = file;
    this.mostBytes = mostBytes;
  }

  /**
   * Checks that the file can be written, and makes it if it is not there: to learn that only after
   * the boot would be too late. Blocks.
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
   * Checks that a file could be written, and changes nothing. Blocks.
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
      // The folder too, because a file that has reached its limit is renamed.
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

  /** Adds lines of text, which end with a line feed. Blocks. Any thread may call it. */
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

  /**
   * What a log owns: its file, and the name that this gets when it has reached its limit. Two logs
   * that have one of these in common would write over each other.
   */
  public static List<Path> files(Path log) {
    return List.of(log, before(log));
  }

  private static Path before(Path file) {
    return file.resolveSibling(file.getFileName() + ".1");
  }

  /** Opens the file each time, because log rotation may have moved the file since. */
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

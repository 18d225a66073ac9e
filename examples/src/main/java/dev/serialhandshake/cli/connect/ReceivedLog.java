// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.connect;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.serialhandshake.cli.console.CommandFailure;
import dev.serialhandshake.cli.console.Console;
import dev.serialhandshake.cli.console.ExitCode;
import dev.serialhandshake.cli.trust.TrustedFiles;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A file of what a line says before it is in sync, which a handshake discards: the log of a machine
 * that boots, for instance. Each line of text gets the time at which its first byte came in. Bytes
 * that are no printable ASCII are written as {@code \x1b}, but for tabs; CR at the end of a line is
 * left out.
 *
 * <p>Only its owner can read a file that is made here: a boot log may hold secrets. When it has
 * grown to the limit, it becomes {@code FILE.1} in place of the one before, and a new one begins.
 * What cannot be written is told once and left out: no login fails for it.
 */
final class ReceivedLog {

  /** A line of text that is longer is cut in pieces of this many bytes. */
  private static final int LONGEST_LINE = 4096;

  private static final int FIRST_PRINTABLE = 0x20;
  private static final int LAST_PRINTABLE = 0x7e;

  private final Path file;
  private final long mostBytes;
  private final Clock clock;
  private final StringBuilder line = new StringBuilder();
  private @Nullable Instant began;
  private boolean afterReturn;
  private boolean broken;

  private ReceivedLog(Path file, long mostBytes, Clock clock) {
    this.file = file;
    this.mostBytes = mostBytes;
    this.clock = clock;
  }

  /** Makes sure that the file can be written: it is no use to learn that after the boot. */
  static ReceivedLog open(Path file, long mostBytes, Clock clock) throws CommandFailure {
    ReceivedLog log = new ReceivedLog(file, mostBytes, clock);
    try {
      log.write("");
    } catch (IOException e) {
      throw new CommandFailure(
          e instanceof AccessDeniedException ? ExitCode.NO_PERMISSION : ExitCode.USAGE,
          "--log " + file + ": cannot be written: " + reason(e) + "; name another file",
          e);
    }
    return log;
  }

  private static String reason(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "no permission";
    }
    String why = e instanceof FileSystemException system ? system.getReason() : e.getMessage();
    return why == null ? "there is no such folder" : why;
  }

  /** The same stream; what is read from it is logged. */
  InputStream of(InputStream in) {
    return new FilterInputStream(in) {
      @Override
      public int read() throws IOException {
        int value = super.read();
        if (value >= 0) {
          add((byte) value);
        }
        return value;
      }

      @Override
      public int read(byte[] bytes, int offset, int length) throws IOException {
        int count = super.read(bytes, offset, length);
        for (int i = 0; i < count; i++) {
          add(bytes[offset + i]);
        }
        return count;
      }
    };
  }

  private synchronized void add(byte octet) {
    Instant from = began == null ? clock.instant() : began;
    began = from;
    if (octet != '\n') {
      append(octet);
    }
    if (octet == '\n' || line.length() >= LONGEST_LINE) {
      endLine(from);
    }
  }

  private void append(byte octet) {
    if (afterReturn) {
      afterReturn = false;
      line.append("\\x0d");
    }
    if (octet == '\r') {
      afterReturn = true;
    } else if ((octet >= FIRST_PRINTABLE && octet <= LAST_PRINTABLE) || octet == '\t') {
      line.append((char) octet);
    } else {
      line.append(String.format(Locale.ROOT, "\\x%02x", octet));
    }
  }

  /** The handshake is over: writes the line that has not ended. */
  synchronized void end() {
    if (began != null) {
      endLine(began);
    }
  }

  private void endLine(Instant from) {
    String text = from.truncatedTo(ChronoUnit.MILLIS) + " " + line + "\n";
    line.setLength(0);
    began = null;
    afterReturn = false;
    if (broken) {
      return;
    }
    try {
      write(text);
    } catch (IOException e) {
      broken = true;
      Console.say("--log " + file + ": cannot be written: " + reason(e) + "; it goes on without");
    }
  }

  /** Opens the file each time: somebody may have moved it, as log rotation does. */
  private void write(String text) throws IOException {
    long size = file.toFile().length(); // 0 where there is none
    if (size > 0 && size + text.length() > mostBytes) {
      Path before = file.resolveSibling(file.getFileName() + ".1");
      Files.move(file, before, StandardCopyOption.REPLACE_EXISTING);
    }
    try (SeekableByteChannel out = TrustedFiles.appendPrivate(file)) {
      out.write(ByteBuffer.wrap(text.getBytes(US_ASCII)));
    }
  }
}

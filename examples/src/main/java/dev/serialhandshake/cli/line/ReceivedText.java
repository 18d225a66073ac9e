// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.line;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes lines of text of the bytes that are received, each with the time at which its first byte
 * came in. Bytes that are no printable ASCII are written as {@code \x1b}, but for tabs; CR at the
 * end of a line is left out. For one thread at a time.
 */
public final class ReceivedText {

  private static final HexFormat HEX = HexFormat.of();

  /** A line of text that is longer is cut in pieces of this many bytes. */
  private static final int LONGEST_LINE = 4096;

  private static final int FIRST_PRINTABLE = 0x20;
  private static final int LAST_PRINTABLE = 0x7e;

  private final String from;
  private final Clock clock;
  private final Consumer<String> lines;
  private final StringBuilder line = new StringBuilder();
  private @Nullable Instant began;
  private boolean afterReturn;

  /**
   * Makes one for the bytes of one connection.
   *
   * @param from stands in each line, after its time
   * @param lines gets each line, with its end
   */
  public ReceivedText(String from, Clock clock, Consumer<String> lines) {
    this.from = from;
    this.clock = clock;
    this.lines = lines;
  }

  public void add(byte octet) {
    Instant first = began == null ? clock.instant() : began;
    began = first;
    if (octet != '\n') {
      append(octet);
    }
    if (octet == '\n' || line.length() >= LONGEST_LINE) {
      endLine(first);
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
      HEX.toHexDigits(line.append("\\x"), octet);
    }
  }

  /** Whether there is a line that has not ended. */
  public boolean isWithinLine() {
    return began != null;
  }

  /** Ends the line that has not ended, if there is one. */
  public void end() {
    if (began != null) {
      endLine(began);
    }
  }

  private void endLine(Instant first) {
    String text = first.truncatedTo(ChronoUnit.MILLIS) + " " + from + line + "\n";
    line.setLength(0);
    began = null;
    afterReturn = false;
    lines.accept(text);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.line;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Turns received bytes into lines of text. Each line begins with the time at which its first byte
 * was received. A byte that is neither printable ASCII nor a tab is written like {@code \x1b}. A CR
 * at the end of a line is left out. Only one thread at a time may use it.
 */
public final class ReceivedText {

  private static final HexFormat HEX = HexFormat.of();

  /** A line that reaches this many characters, counted with its escapes, ends there. */
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
   * @param from stands in each line, right after its time
   * @param lines gets each line with its line feed, on the thread that calls this object
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

  /** Whether the last line has not ended yet. */
  public boolean isWithinLine() {
    return began != null;
  }

  /** Ends the last line, if it has not ended yet. */
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

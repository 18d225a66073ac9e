// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.log;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.serialhandshake.cli.console.Console;
import dev.serialhandshake.cli.console.LineForm;
import dev.serialhandshake.cli.console.Priority;
import java.nio.charset.Charset;
import java.time.Instant;
import java.util.Arrays;
import java.util.function.Supplier;

/** The forms of the log. */
public enum LogForm {
  /** Plain text for a person. */
  TEXT,
  /** One JSON object a line, as {@code event.schema.json} says. */
  JSON;

  /**
   * Makes the form.
   *
   * @param journal whether each line begins with its priority, for the journal of systemd
   */
  EventForm lines(boolean journal, Supplier<Instant> clock) {
    EventForm form = this == TEXT ? new EventText() : new EventJson(clock, ofPrograms());
    return journal ? new WithPriority(form) : form;
  }

  /**
   * The charset of the lines that libraries and child processes write: that of the locale. If that
   * is ASCII, they may write UTF-8 all the same, which contains it.
   */
  private static Charset ofPrograms() {
    Charset locale = Console.charset();
    return locale.equals(US_ASCII) ? UTF_8 : locale;
  }

  /** The form of events and of all other lines. */
  interface EventForm extends LineForm {
    String event(LogEvent event);
  }

  /** Plain text for a person. */
  private static final class EventText implements EventForm {

    @Override
    public String event(LogEvent event) {
      return said(event.priority(), event.text());
    }

    @Override
    public String said(Priority priority, String text) {
      return PLAIN.said(priority, text);
    }

    @Override
    public byte[] foreign(byte[] line) {
      return PLAIN.foreign(line);
    }
  }

  /** Writes the priority before each line, such as {@code <4>}. The journal removes it again. */
  private record WithPriority(EventForm form) implements EventForm {

    @Override
    public String event(LogEvent event) {
      return with(event.priority(), form.event(event));
    }

    @Override
    public String said(Priority priority, String text) {
      return with(priority, form.said(priority, text));
    }

    /** Adds the priority, unless the program has written one: then it knows the journal itself. */
    @Override
    public byte[] foreign(byte[] line) {
      byte[] text = form.foreign(line);
      return hasPriority(text) ? text : with(EventKind.OUTPUT.priority(), text);
    }

    private static boolean hasPriority(byte[] text) {
      return text.length >= 3
          && text[0] == '<'
          && text[1] >= '0'
          && text[1] <= '7'
          && text[2] == '>';
    }

    private static byte[] with(Priority priority, byte[] line) {
      byte[] prefix = with(priority, "").getBytes(US_ASCII);
      byte[] all = Arrays.copyOf(prefix, prefix.length + line.length);
      System.arraycopy(line, 0, all, prefix.length, line.length);
      return all;
    }

    private static String with(Priority priority, String line) {
      return "<" + priority.level() + ">" + line;
    }
  }
}

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
  /** For a person. */
  TEXT,
  /** One JSON object a line, as {@code event.schema.json} says. */
  JSON;

  /**
   * How lines look in it.
   *
   * @param journal whether each line begins with its priority, as the journal of systemd takes it
   */
  EventForm lines(boolean journal, Supplier<Instant> clock) {
    EventForm form = this == TEXT ? new EventText() : new EventJson(clock, ofPrograms());
    return journal ? new WithPriority(form) : form;
  }

  /** What libraries and children write is in the locale's; where that is ASCII, it may be more. */
  private static Charset ofPrograms() {
    Charset locale = Console.charset();
    return locale.equals(US_ASCII) ? UTF_8 : locale;
  }

  /** How an event looks, and anything else that is said. */
  interface EventForm extends LineForm {
    String event(LogEvent event);
  }

  /** For a person. */
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

  /** {@code <4>} before a line, which the journal takes away. */
  private record WithPriority(EventForm form) implements EventForm {

    @Override
    public String event(LogEvent event) {
      return with(event.priority(), form.event(event));
    }

    @Override
    public String said(Priority priority, String text) {
      return with(priority, form.said(priority, text));
    }

    /** A program that knows the journal has said itself how much its line matters. */
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

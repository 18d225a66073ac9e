// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.log;

import dev.serialhandshake.cli.console.LineForm;
import dev.serialhandshake.cli.console.Priority;
import java.time.Instant;
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
    EventForm form = this == TEXT ? new EventText() : new EventJson(clock);
    return journal ? new WithPriority(form) : form;
  }

  /** How an event looks, and anything else that is said. */
  interface EventForm extends LineForm {
    String event(LogEvent event);
  }

  /** For a person. */
  private static final class EventText implements EventForm {

    @Override
    public String event(LogEvent event) {
      return said(event.kind().priority(), event.text());
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
      return with(event.kind().priority(), form.event(event));
    }

    @Override
    public String said(Priority priority, String text) {
      return with(priority, form.said(priority, text));
    }

    /** The unit says how much it matters. */
    @Override
    public byte[] foreign(byte[] line) {
      return form.foreign(line);
    }

    private static String with(Priority priority, String line) {
      return "<" + priority.level() + ">" + line;
    }
  }
}

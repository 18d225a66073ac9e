// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.log;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.serialhandshake.cli.console.Priority;
import dev.serialhandshake.cli.console.ShownJson;
import dev.serialhandshake.cli.log.LogForm.EventForm;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.Charset;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes an event as a JSON object. Every object has all keys; a value that is not known is null.
 */
final class EventJson implements EventForm {

  /** Always with three digits of milliseconds, so that all times have the same length. */
  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder()
          .appendInstant(3)
          .toFormatter(Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final Supplier<Instant> clock;
  private final Charset charset;

  /**
   * Makes the form.
   *
   * @param charset of the lines that libraries and child processes write
   */
  EventJson(Supplier<Instant> clock, Charset charset) {
    this.clock = clock;
    this.charset = charset;
  }

  @Override
  public String said(Priority priority, String text) {
    EventKind kind = priority == Priority.ERROR ? EventKind.ERROR : EventKind.NOTICE;
    return json(priority, LogEvent.of(kind, null, text).build());
  }

  @Override
  public byte[] foreign(byte[] line) {
    String text = new String(line, charset).stripTrailing();
    String json = event(LogEvent.of(EventKind.OUTPUT, null, text).build());
    return (json + System.lineSeparator()).getBytes(US_ASCII);
  }

  @Override
  public String event(LogEvent event) {
    return json(event.priority(), event);
  }

  private String json(Priority priority, LogEvent event) {
    StringWriter text = new StringWriter(400);
    try (JsonGenerator json = ShownJson.to(text)) {
      json.writeStartObject();
      json.writeStringField("time", TIME.format(clock.get()));
      json.writeNumberField("priority", priority.level());
      json.writeStringField("event", event.kind().toString());
      json.writeStringField("line", event.line());
      json.writeStringField("message", event.message());
      json.writeNumberField("count", event.count());
      json.writeStringField("user", event.user());
      KeyName key = event.key();
      json.writeStringField("keyType", key == null ? null : key.type());
      json.writeStringField("fingerprint", key == null ? null : key.fingerprint());
      json.writeStringField("comment", key == null ? null : key.comment());
      json.writeStringField("peer", event.peer());
      number(json, "milliseconds", event.duration() == null ? null : event.duration().toMillis());
      number(json, "bytesIn", event.bytesIn());
      number(json, "bytesOut", event.bytesOut());
      json.writeStringField("cause", event.cause());
      json.writeEndObject();
    } catch (IOException e) {
      throw new IllegalStateException(e); // Memory does not throw it.
    }
    return text.toString();
  }

  private static void number(JsonGenerator json, String name, @Nullable Long value)
      throws IOException {
    if (value == null) {
      json.writeNullField(name);
    } else {
      json.writeNumberField(name, value);
    }
  }
}

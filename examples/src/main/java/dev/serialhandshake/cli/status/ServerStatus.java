// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.status;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.serialhandshake.cli.console.ShownJson;
import java.io.IOException;
import java.io.StringWriter;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The lines of one {@code serve} at one moment, as JSON and back.
 *
 * @param pid its process
 * @param lines in the order in which they were named
 */
public record ServerStatus(long pid, List<LineStatus> lines) {

  private static final JsonFactory JSON = new JsonFactory();

  /** One object on one line. */
  public String toJson() throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = ShownJson.to(text)) {
      json.writeStartObject();
      json.writeNumberField("pid", pid);
      json.writeArrayFieldStart("lines");
      for (LineStatus line : lines) {
        write(line, json);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    return text.toString();
  }

  private static void write(LineStatus line, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", line.name());
    json.writeStringField("line", line.line());
    json.writeStringField("state", line.state().toString());
    json.writeStringField("since", line.since().truncatedTo(ChronoUnit.MILLIS).toString());
    json.writeNumberField("connections", line.connections());
    json.writeNumberField("sessions", line.sessions());
    json.writeNumberField("attempts", line.attempts());
    json.writeNumberField("discardedBytes", line.discardedBytes());
    json.writeNumberField("bytesIn", line.bytesIn());
    json.writeNumberField("bytesOut", line.bytesOut());
    json.writeStringField("lastError", line.lastError());
    json.writeStringField("lastVerdict", line.lastVerdict());
    json.writeStringField("others", line.others());
    json.writeStringField("origin", line.origin());
    json.writeStringField("login", line.login());
    json.writeStringField("machine", line.machine());
    json.writeEndObject();
  }

  /**
   * The JSON of a server, also of a later version, in a form that is safe to print.
   *
   * @throws IOException if it is none
   */
  static String shown(String text) throws IOException {
    StringWriter shown = new StringWriter();
    try (JsonParser parser = JSON.createParser(text);
        JsonGenerator json = ShownJson.to(shown)) {
      expect(parser.nextToken() == JsonToken.START_OBJECT);
      json.copyCurrentStructure(parser);
      expect(parser.nextToken() == null);
    }
    return shown.toString();
  }

  /**
   * The other way.
   *
   * @throws IOException if it is nothing that {@link #toJson} wrote
   */
  public static ServerStatus parse(String text) throws IOException {
    long pid = 0;
    List<LineStatus> lines = new ArrayList<>();
    try (JsonParser json = JSON.createParser(text)) {
      expect(json.nextToken() == JsonToken.START_OBJECT);
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        json.nextToken();
        if (field.equals("pid")) {
          pid = json.getLongValue();
        } else if (field.equals("lines")) {
          while (json.nextToken() == JsonToken.START_OBJECT) {
            lines.add(line(fields(json)));
          }
        } else {
          json.skipChildren(); // of a later version
        }
      }
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new IOException(e.getMessage(), e);
    }
    return new ServerStatus(pid, lines);
  }

  private static Map<String, @Nullable String> fields(JsonParser json) throws IOException {
    Map<String, @Nullable String> fields = new HashMap<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      boolean none = json.nextToken() == JsonToken.VALUE_NULL;
      fields.put(name, none ? null : json.getText());
      json.skipChildren();
    }
    return fields;
  }

  private static LineStatus line(Map<String, @Nullable String> fields) throws IOException {
    String name = fields.get("name"); // which an earlier version did not tell
    return new LineStatus(
        name == null ? text(fields, "line") : name,
        text(fields, "line"),
        LineState.valueOf(text(fields, "state").replace(' ', '_').toUpperCase(Locale.ROOT)),
        Instant.parse(text(fields, "since")),
        Math.toIntExact(number(fields, "connections")),
        number(fields, "sessions"),
        number(fields, "attempts"),
        number(fields, "discardedBytes"),
        number(fields, "bytesIn"),
        number(fields, "bytesOut"),
        fields.get("lastError"),
        fields.get("lastVerdict"),
        fields.get("others"),
        fields.get("origin"),
        fields.get("login"),
        fields.get("machine"));
  }

  private static String text(Map<String, @Nullable String> fields, String name) throws IOException {
    String text = fields.get(name);
    expect(text != null);
    return String.valueOf(text);
  }

  private static long number(Map<String, @Nullable String> fields, String name) throws IOException {
    return Long.parseLong(text(fields, name));
  }

  private static void expect(boolean holds) throws IOException {
    if (!holds) {
      throw new IOException("not the status of a server");
    }
  }
}

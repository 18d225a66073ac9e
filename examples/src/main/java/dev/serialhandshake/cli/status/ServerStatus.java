// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.status;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.serialhandshake.cli.console.ShownJson;
import dev.serialhandshake.cli.console.ToolVersion;
import java.io.IOException;
import java.io.StringWriter;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The lines of one {@code serve} at one moment, as JSON and back.
 *
 * @param pid the id of its process
 * @param version the version of the tool; null if it is an earlier one, which did not tell
 * @param started when the process began; null if the system does not tell
 * @param lines its lines, in the order in which they were named
 */
public record ServerStatus(
    long pid, @Nullable String version, @Nullable Instant started, List<LineStatus> lines) {

  private static final JsonFactory JSON = new JsonFactory();

  /** Takes a copy of the lines. */
  public ServerStatus {
    lines = List.copyOf(lines);
  }

  /** The status of this process, which serves these lines. */
  public static ServerStatus ofThisProcess(List<LineStatus> lines) {
    ProcessHandle process = ProcessHandle.current();
    return new ServerStatus(
        process.pid(), ToolVersion.text(), process.info().startInstant().orElse(null), lines);
  }

  /** One object on one line. */
  public String toJson() throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = ShownJson.to(text)) {
      json.writeStartObject();
      json.writeNumberField("pid", pid);
      json.writeStringField("version", version);
      json.writeStringField("started", LineJson.time(started));
      json.writeArrayFieldStart("lines");
      for (LineStatus line : lines) {
        LineJson.write(line, json);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    return text.toString();
  }

  /**
   * The JSON of a server, also of a later version, in a form that is safe to print.
   *
   * @throws IOException if the text is not one JSON object
   */
  static String shown(String text) throws IOException {
    StringWriter shown = new StringWriter();
    try (JsonParser parser = JSON.createParser(text);
        JsonGenerator json = ShownJson.to(shown)) {
      JsonFields.expect(parser.nextToken() == JsonToken.START_OBJECT);
      json.copyCurrentStructure(parser);
      JsonFields.expect(parser.nextToken() == null);
    }
    return shown.toString();
  }

  /**
   * Reads what {@link #toJson} has written.
   *
   * @throws IOException if {@link #toJson} has not written it
   */
  public static ServerStatus parse(String text) throws IOException {
    try {
      JsonFields fields = JsonFields.parse(text);
      List<LineStatus> lines = new ArrayList<>();
      for (JsonFields line : fields.objects("lines")) {
        lines.add(LineJson.read(line));
      }
      return new ServerStatus(
          fields.number("pid"), fields.textOrNull("version"), fields.time("started"), lines);
    } catch (IllegalArgumentException | ArithmeticException | DateTimeException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}

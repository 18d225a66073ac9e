// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.probe;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.serialhandshake.cli.console.ShownJson;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Duration;

/** One JSON object on one line. */
final class Json {

  interface Content {
    void writeTo(JsonGenerator json) throws IOException;
  }

  private static final double MICROS_PER_MILLI = 1000;

  private Json() {}

  static String object(Content content) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = ShownJson.to(text)) {
      json.writeStartObject();
      content.writeTo(json);
      json.writeEndObject();
    }
    return text + "\n";
  }

  /** To the microsecond. */
  static double millis(Duration time) {
    return Math.round(time.toNanos() / 1000.0) / MICROS_PER_MILLI;
  }
}

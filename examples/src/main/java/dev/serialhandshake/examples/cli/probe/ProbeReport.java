// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.examples.cli.probe;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.serialhandshake.core.HandshakeReport;
import dev.serialhandshake.core.State;
import java.io.IOException;
import java.io.StringWriter;

/** What {@code probe} prints. */
final class ProbeReport {

  private ProbeReport() {}

  static String text(HandshakeReport report, String verdict) {
    String preview = report.preview().isEmpty() ? "" : ": \"" + report.preview().text() + "\"";
    return String.format(
        "verdict    %s%nattempts   %d%ndiscarded  %d bytes%s%nelapsed    %d ms%n",
        verdict, report.attempts(), report.discardedBytes(), preview, report.elapsed().toMillis());
  }

  static String json(HandshakeReport report, String verdict) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      json.writeBooleanField("established", report.state() == State.ESTABLISHED);
      json.writeNumberField("attempts", report.attempts());
      json.writeNumberField("discardedBytes", report.discardedBytes());
      json.writeNumberField("elapsedMillis", report.elapsed().toMillis());
      json.writeStringField("verdict", verdict);
      json.writeEndObject();
    }
    return text + System.lineSeparator();
  }
}

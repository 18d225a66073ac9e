// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.probe;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.serialhandshake.cli.console.ExitCode;
import dev.serialhandshake.cli.line.LineAddress;
import dev.serialhandshake.core.probing.ByteFate;
import dev.serialhandshake.core.probing.Direction;
import dev.serialhandshake.core.probing.SweepReport;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** What a sweep found. */
record SweepFindings(LineAddress line, SweepValues values, SweepReport report) implements Findings {

  @Override
  public ExitCode code() {
    return report.findings().isEmpty() ? ExitCode.OK : ExitCode.LINE_FAULTY;
  }

  @Override
  public String text(boolean colours) {
    List<String> findings = report.findings();
    StringBuilder text = new StringBuilder();
    if (findings.isEmpty()) {
      text.append("verdict    ").append(passed()).append('\n');
    }
    for (String finding : findings) {
      text.append("finding    ").append(finding).append('\n');
    }
    text.append(
        String.format(
            Locale.ROOT,
            "elapsed    %.1f s, round trip %s\n",
            report.elapsed().toMillis() / 1000.0,
            PingFindings.millis(report.roundTrip(0.5))));
    for (Direction direction : Direction.values()) {
      text.append('\n').append(report.map(direction, colours));
    }
    return text.toString();
  }

  @Override
  public String json() throws IOException {
    List<String> findings = report.findings();
    String sentence = findings.isEmpty() ? passed() : String.join("; ", findings);
    return new Json(line, sentence).sweep(report.elapsed(), this::write).text();
  }

  private String passed() {
    return values.inWords() + " pass, both ways";
  }

  private void write(JsonGenerator json) throws IOException {
    json.writeBooleanField("transparent", report.isTransparent());
    json.writeBooleanField("fellSilent", report.lineFellSilent());
    Json.writeRoundTrip(report.roundTrip(0.5), report.roundTrip(0.99), json);
    json.writeArrayFieldStart("findings");
    for (String finding : report.findings()) {
      json.writeString(finding);
    }
    json.writeEndArray();
    for (Direction direction : Direction.values()) {
      writeDirection(direction, json);
    }
  }

  private void writeDirection(Direction direction, JsonGenerator json) throws IOException {
    json.writeObjectFieldStart(direction == Direction.TO_PEER ? "toPeer" : "fromPeer");
    int passed = 0;
    json.writeArrayFieldStart("faults");
    for (int value = 0; value < 256; value++) {
      ByteFate fate = report.fate(direction, value);
      passed += fate == ByteFate.PASSED ? 1 : 0;
      if (fate.isFault()) {
        json.writeStartObject();
        json.writeNumberField("value", value);
        json.writeStringField("name", SweepReport.nameOf(value));
        json.writeStringField("fate", fate.name());
        byte[] change = report.changedTo(direction, value);
        json.writeStringField(
            "changedTo", change.length == 0 ? null : HexFormat.ofDelimiter(" ").formatHex(change));
        json.writeEndObject();
      }
    }
    json.writeEndArray();
    json.writeNumberField("passed", passed);
    json.writeEndObject();
  }
}

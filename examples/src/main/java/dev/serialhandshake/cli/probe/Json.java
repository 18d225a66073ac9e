// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.probe;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.serialhandshake.cli.console.ShownJson;
import dev.serialhandshake.cli.line.LineAddress;
import dev.serialhandshake.core.HandshakeReport;
import dev.serialhandshake.core.State;
import dev.serialhandshake.core.Verdict;
import dev.serialhandshake.netty.serial.PortUser;
import dev.serialhandshake.netty.serial.PortUsers;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What {@code probe --json} prints: one object on one line, as {@code probe.schema.json} says. It
 * has every key of the schema. Keys that do not belong to what was probed are null.
 */
final class Json {

  interface Content {
    void writeTo(JsonGenerator json) throws IOException;
  }

  private static final double MICROS_PER_MILLI = 1000;

  private final LineAddress line;
  private final String sentence;
  private @Nullable HandshakeReport report;
  private @Nullable String reason;
  private @Nullable String remedy;
  private @Nullable Duration elapsed;
  private @Nullable PortUsers users;
  private @Nullable Content sweep;
  private @Nullable Content count;
  private @Nullable Content link;

  Json(LineAddress line, String sentence) {
    this.line = line;
    this.sentence = sentence;
  }

  /** How a handshake went. */
  Json handshake(HandshakeReport seen) {
    report = seen;
    elapsed = seen.elapsed();
    return this;
  }

  /**
   * Why there was no handshake, or no link after it.
   *
   * @param why the name of a constant of an enum, so that programs can compare it
   */
  Json failed(String why) {
    reason = why;
    return this;
  }

  Json remedy(@Nullable String what) {
    remedy = what;
    return this;
  }

  Json users(@Nullable PortUsers others) {
    users = others;
    return this;
  }

  Json sweep(Duration time, Content found) {
    elapsed = time;
    sweep = found;
    return this;
  }

  Json count(Duration time, Content found) {
    elapsed = time;
    count = found;
    return this;
  }

  Json link(Duration time, Content found) {
    elapsed = time;
    link = found;
    return this;
  }

  String text() throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = ShownJson.to(text)) {
      json.writeStartObject();
      write(json);
      json.writeEndObject();
    }
    return text + "\n";
  }

  private void write(JsonGenerator json) throws IOException {
    Verdict verdict = report == null || reason == null ? null : report.verdict();
    json.writeStringField("line", line.toString());
    json.writePOJOField("established", established());
    json.writeStringField("verdict", verdict == null ? null : verdict.kind().name());
    json.writeStringField("proof", verdict == null ? null : verdict.proof().hex());
    json.writeStringField("reason", reason);
    json.writeStringField("sentence", sentence);
    json.writeStringField("remedy", remedy);
    json.writePOJOField("attempts", report == null ? null : report.attempts());
    json.writePOJOField("discardedBytes", report == null ? null : report.discardedBytes());
    json.writeStringField("discarded", report == null ? null : report.preview().hex());
    json.writePOJOField("elapsedMillis", elapsed == null ? null : elapsed.toMillis());
    writeUsers(json);
    writeObject("sweep", sweep, json);
    writeObject("count", count, json);
    writeObject("link", link, json);
  }

  /** Whether a handshake succeeded; null if none was tried. */
  private @Nullable Boolean established() {
    if (report == null) {
      return reason == null ? null : Boolean.FALSE;
    }
    return report.state() == State.ESTABLISHED;
  }

  private void writeUsers(JsonGenerator json) throws IOException {
    if (users == null) {
      json.writeNullField("others");
      json.writeNullField("othersComplete");
      return;
    }
    json.writeArrayFieldStart("others");
    for (PortUser user : users.list()) {
      json.writeStartObject();
      json.writeNumberField("pid", user.pid());
      json.writeStringField("program", user.program());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeBooleanField("othersComplete", users.isComplete());
  }

  private static void writeObject(String name, @Nullable Content content, JsonGenerator json)
      throws IOException {
    if (content == null) {
      json.writeNullField(name);
      return;
    }
    json.writeObjectFieldStart(name);
    content.writeTo(json);
    json.writeEndObject();
  }

  /** The median and the 99th percentile. */
  static void writeRoundTrip(Duration median, Duration p99, JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("roundTripMillis");
    json.writeNumberField("median", millis(median));
    json.writeNumberField("p99", millis(p99));
    json.writeEndObject();
  }

  /** A time in milliseconds, rounded to a microsecond. */
  static double millis(Duration time) {
    return Math.round(time.toNanos() / 1000.0) / MICROS_PER_MILLI;
  }
}

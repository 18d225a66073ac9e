// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.status;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A line as a JSON object, and back. */
final class LineJson {

  /** The key of times that are longer than all bounds, with Prometheus' name for it. */
  private static final String LONGER = "+Inf";

  private LineJson() {}

  static void write(LineStatus line, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", line.name());
    json.writeStringField("line", line.line());
    json.writeStringField("device", line.device());
    json.writeStringField("settings", line.settings());
    json.writeStringField("state", line.state().toString());
    json.writeStringField("since", time(line.since()));
    json.writeNumberField("connections", line.connections());
    json.writeArrayFieldStart("visitors");
    for (Visitor visitor : line.visitors()) {
      write(visitor, json);
    }
    json.writeEndArray();
    write(line.totals(), json);
    json.writeStringField("lastError", line.lastError());
    json.writeStringField("lastVerdict", line.lastVerdict());
    json.writeStringField("others", line.others());
    json.writeStringField("origin", line.origin());
    json.writeStringField("login", line.login());
    json.writeStringField("machine", line.machine());
    json.writeEndObject();
  }

  private static void write(Visitor visitor, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("since", time(visitor.since()));
    json.writeStringField("user", visitor.user());
    json.writeStringField("keyType", visitor.keyType());
    json.writeStringField("fingerprint", visitor.fingerprint());
    json.writeStringField("comment", visitor.comment());
    json.writeStringField("peer", visitor.peer());
    json.writeStringField("waitsUntil", time(visitor.waitsUntil()));
    json.writeEndObject();
  }

  private static void write(LineTotals totals, JsonGenerator json) throws IOException {
    json.writeStringField("countedSince", time(totals.since()));
    json.writeNumberField("handshakes", totals.handshakes());
    json.writeNumberField("logins", totals.logins());
    json.writeNumberField("refusals", totals.refusals());
    json.writeNumberField("attempts", totals.attempts());
    json.writeNumberField("reopens", totals.reopens());
    json.writeNumberField("discardedBytes", totals.discardedBytes());
    json.writeNumberField("bytesIn", totals.bytesIn());
    json.writeNumberField("bytesOut", totals.bytesOut());
    json.writeStringField("lastByteAt", time(totals.lastByteAt()));
    json.writeObjectFieldStart("failures");
    for (Map.Entry<String, Long> failure : totals.failures().entrySet()) {
      json.writeNumberField(failure.getKey(), failure.getValue());
    }
    json.writeEndObject();
    write(totals.links(), json);
    write("handshakeTimes", totals.handshakeTimes(), json);
    write("loginTimes", totals.loginTimes(), json);
    write("sessionTimes", totals.sessionTimes(), json);
  }

  private static void write(LinkTotals links, JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("links");
    json.writeNumberField("sessions", links.sessions());
    json.writeNumberField("framesSent", links.framesSent());
    json.writeNumberField("framesRepeated", links.framesRepeated());
    json.writeNumberField("framesReceived", links.framesReceived());
    json.writeNumberField("badFrames", links.badFrames());
    json.writeNumberField("bytesRepaired", links.bytesRepaired());
    json.writeNumberField("interruptions", links.interruptions());
    json.writeEndObject();
  }

  private static void write(String name, Durations times, JsonGenerator json) throws IOException {
    json.writeObjectFieldStart(name);
    json.writeNumberField("count", times.count());
    json.writeNumberField("totalMillis", times.total().toMillis());
    json.writeNumberField("longestMillis", times.longest().toMillis());
    if (times.last() == null) {
      json.writeNullField("lastMillis");
    } else {
      json.writeNumberField("lastMillis", times.last().toMillis());
    }
    json.writeObjectFieldStart("upToMillis");
    for (int i = 0; i < times.counts().size(); i++) {
      json.writeNumberField(bound(i), times.counts().get(i));
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  private static String bound(int i) {
    return i == Durations.BOUNDS.size()
        ? LONGER
        : String.valueOf(Durations.BOUNDS.get(i).toMillis());
  }

  static @Nullable String time(@Nullable Instant time) {
    return time == null ? null : time.truncatedTo(ChronoUnit.MILLIS).toString();
  }

  static LineStatus read(JsonFields fields) throws IOException {
    String line = fields.text("line");
    String name = fields.textOrNull("name"); // an earlier version did not write it
    Instant since = Instant.parse(fields.text("since"));
    List<Visitor> visitors = new ArrayList<>();
    for (JsonFields visitor : fields.objects("visitors")) {
      visitors.add(visitor(visitor));
    }
    return new LineStatus(
        name == null ? line : name,
        line,
        fields.textOrNull("device"),
        fields.textOrNull("settings"),
        LineState.valueOf(fields.text("state").replace(' ', '_').toUpperCase(Locale.ROOT)),
        since,
        Math.toIntExact(fields.number("connections")),
        visitors,
        totals(fields, since),
        fields.textOrNull("lastError"),
        fields.textOrNull("lastVerdict"),
        fields.textOrNull("others"),
        fields.textOrNull("origin"),
        fields.textOrNull("login"),
        fields.textOrNull("machine"));
  }

  private static Visitor visitor(JsonFields fields) throws IOException {
    return new Visitor(
        Instant.parse(fields.text("since")),
        fields.textOrNull("user"),
        fields.textOrNull("keyType"),
        fields.textOrNull("fingerprint"),
        fields.textOrNull("comment"),
        fields.textOrNull("peer"),
        fields.time("waitsUntil"));
  }

  private static LineTotals totals(JsonFields fields, Instant since) {
    return new LineTotals(
        Objects.requireNonNullElse(fields.time("countedSince"), since),
        fields.count("handshakes"),
        fields.count("logins"),
        fields.count("refusals"),
        fields.count("attempts"),
        fields.count("reopens"),
        fields.count("discardedBytes"),
        fields.count("bytesIn"),
        fields.count("bytesOut"),
        fields.time("lastByteAt"),
        fields.object("failures").counts(),
        links(fields.object("links")),
        times(fields.object("handshakeTimes")),
        times(fields.object("loginTimes")),
        times(fields.object("sessionTimes")));
  }

  private static LinkTotals links(JsonFields fields) {
    return new LinkTotals(
        fields.count("sessions"),
        fields.count("framesSent"),
        fields.count("framesRepeated"),
        fields.count("framesReceived"),
        fields.count("badFrames"),
        fields.count("bytesRepaired"),
        fields.count("interruptions"));
  }

  private static Durations times(JsonFields fields) {
    JsonFields upTo = fields.object("upToMillis");
    List<Long> counts = new ArrayList<>();
    for (int i = 0; i <= Durations.BOUNDS.size(); i++) {
      counts.add(upTo.count(bound(i)));
    }
    Duration last = fields.textOrNull("lastMillis") == null ? null : fields.millis("lastMillis");
    return new Durations(
        counts, fields.millis("totalMillis"), fields.millis("longestMillis"), last);
  }
}

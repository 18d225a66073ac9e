// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.probe;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.serialhandshake.cli.console.ExitCode;
import dev.serialhandshake.cli.line.LineAddress;
import dev.serialhandshake.cli.status.LinkTotals;
import dev.serialhandshake.core.HandshakeReport;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * What a test of a link found.
 *
 * @param handshake the handshake before the link
 * @param trips the round trips of small messages, the shortest first
 * @param repairs what this end's link has done
 */
record LinkFindings(
    LineAddress line,
    HandshakeReport handshake,
    Flow toPeer,
    Flow fromPeer,
    List<Duration> trips,
    LinkTotals repairs,
    Duration elapsed)
    implements Findings {

  /** Takes a copy of the round trips. */
  LinkFindings {
    trips = List.copyOf(trips);
  }

  /**
   * Bytes that went one way.
   *
   * @param time from the first byte sent to the last received
   * @param same whether they have arrived unchanged
   */
  record Flow(long bytes, Duration time, boolean same) {

    double bytesPerSecond() {
      return bytes / (time.toNanos() / 1e9);
    }
  }

  private boolean isIntact() {
    return toPeer.same && fromPeer.same;
  }

  /** A link that had to repair something is no fault: it has done its task. */
  @Override
  public ExitCode code() {
    return isIntact() ? ExitCode.OK : ExitCode.LINE_FAULTY;
  }

  @Override
  public String text(boolean colours) {
    return "verdict    "
        + verdict()
        + String.format(
            Locale.ROOT,
            "\nto peer    %.0f bytes/s, a megabyte about %s\n",
            toPeer.bytesPerSecond(),
            Progress.megabyte(toPeer.bytesPerSecond()))
        + String.format(
            Locale.ROOT,
            "from peer  %.0f bytes/s, a megabyte about %s\n",
            fromPeer.bytesPerSecond(),
            Progress.megabyte(fromPeer.bytesPerSecond()))
        + PingFindings.roundTrip(trip(0.5), trip(0.99))
        + String.format(
            Locale.ROOT,
            "repairs    %d of %d frames sent again (%d bytes); %d bad ones received beside %d\n",
            repairs.framesRepeated(),
            repairs.framesSent(),
            repairs.bytesRepaired(),
            repairs.badFrames(),
            repairs.framesReceived());
  }

  private String verdict() {
    if (!isIntact()) {
      return "bytes arrived changed, which no link should let happen; please report it";
    }
    return repairs.framesRepeated() + repairs.badFrames() == 0
        ? "the link carries everything, and had nothing to repair"
        : "the link carries everything, and repairs what the line loses or changes";
  }

  private Duration trip(double share) {
    return trips.get((int) Math.min(trips.size() - 1L, Math.round(share * trips.size())));
  }

  @Override
  public String json() throws IOException {
    return new Json(line, verdict()).handshake(handshake).link(elapsed, this::write).text();
  }

  private void write(JsonGenerator json) throws IOException {
    json.writeBooleanField("intact", isIntact());
    write("toPeer", toPeer, json);
    write("fromPeer", fromPeer, json);
    Json.writeRoundTrip(trip(0.5), trip(0.99), json);
    json.writeNumberField("framesSent", repairs.framesSent());
    json.writeNumberField("framesRepeated", repairs.framesRepeated());
    json.writeNumberField("framesReceived", repairs.framesReceived());
    json.writeNumberField("badFrames", repairs.badFrames());
    json.writeNumberField("bytesRepaired", repairs.bytesRepaired());
  }

  private static void write(String name, Flow flow, JsonGenerator json) throws IOException {
    json.writeObjectFieldStart(name);
    json.writeNumberField("bytes", flow.bytes);
    json.writeNumberField("millis", Json.millis(flow.time));
    json.writeNumberField("bytesPerSecond", Math.round(flow.bytesPerSecond()));
    json.writeEndObject();
  }
}

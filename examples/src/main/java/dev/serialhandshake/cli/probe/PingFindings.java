// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.probe;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.serialhandshake.cli.console.ExitCode;
import dev.serialhandshake.cli.line.LineAddress;
import dev.serialhandshake.core.probing.PingReport;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;

/** How a peer answered many SYNs. */
record PingFindings(LineAddress line, PingReport report) implements Findings {

  /** The bits of a byte on a serial line, with start and stop bit. */
  private static final int BITS = 10;

  @Override
  public ExitCode code() {
    boolean clean = report.lost() + report.corrupted() == 0 && !report.lineFellSilent();
    return clean ? ExitCode.OK : ExitCode.LINE_FAULTY;
  }

  @Override
  public String text(boolean colours) {
    StringBuilder text = new StringBuilder();
    text.append("verdict    ").append(verdict()).append('\n');
    text.append(
        String.format(
            Locale.ROOT,
            "answers    %d of %d; %d late, %d lost, %d corrupted\n",
            report.answered() + report.late(),
            report.sent(),
            report.late(),
            report.lost(),
            report.corrupted()));
    text.append(roundTrip(report.roundTrip(0.5), report.roundTrip(0.99)));
    text.append("rate       ").append(rate()).append('\n');
    text.append("ssh        login about ").append(Progress.inWords(report.sshLogin()));
    if (report.bytesPerSecond() > 0) {
      text.append(", a megabyte about ").append(Progress.megabyte(report.bytesPerSecond()));
    }
    return text.append('\n').toString();
  }

  private String verdict() {
    if (report.lineFellSilent()) {
      return "the peer stopped answering: see whether it runs, and whether the line stalls";
    }
    if (report.lost() + report.corrupted() > 0) {
      return "the line loses or changes bytes, and SSH ends at the first one: check the wires,"
          + " the baud rate and flow control, and try --sweep";
    }
    return report.late() > 0
        ? "every SYN is answered, but some answers take longer than --patience allows"
        : "every SYN is answered";
  }

  private String rate() {
    double rate = report.bytesPerSecond();
    return rate == 0
        ? "too fast or too unsteady to tell"
        : String.format(Locale.ROOT, "%.0f bytes/s, as at %.0f baud", rate, rate * BITS);
  }

  static String roundTrip(Duration median, Duration p99) {
    return "round trip " + millis(median) + " median, " + millis(p99) + " p99\n";
  }

  static String millis(Duration time) {
    return String.format(Locale.ROOT, "%.1f ms", Json.millis(time));
  }

  @Override
  public String json() throws IOException {
    return new Json(line, verdict()).count(report.elapsed(), this::write).text();
  }

  private void write(JsonGenerator json) throws IOException {
    json.writeNumberField("sent", report.sent());
    json.writeNumberField("answered", report.answered());
    json.writeNumberField("late", report.late());
    json.writeNumberField("lost", report.lost());
    json.writeNumberField("corrupted", report.corrupted());
    json.writeBooleanField("fellSilent", report.lineFellSilent());
    Json.writeRoundTrip(report.roundTrip(0.5), report.roundTrip(0.99), json);
    if (report.bytesPerSecond() > 0) {
      json.writeNumberField("bytesPerSecond", Math.round(report.bytesPerSecond()));
    } else {
      json.writeNullField("bytesPerSecond");
    }
    json.writeNumberField("sshLoginMillis", report.sshLogin().toMillis());
  }
}

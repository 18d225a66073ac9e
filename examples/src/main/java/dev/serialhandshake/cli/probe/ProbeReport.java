// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.probe;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.serialhandshake.cli.console.CommandFailure;
import dev.serialhandshake.cli.console.ExitCode;
import dev.serialhandshake.cli.line.LineAddress;
import dev.serialhandshake.cli.line.LineFailures;
import dev.serialhandshake.cli.line.SharedPort;
import dev.serialhandshake.core.HandshakeException;
import dev.serialhandshake.core.HandshakeReport;
import dev.serialhandshake.core.State;
import dev.serialhandshake.core.Verdict;
import dev.serialhandshake.netty.serial.PortUser;
import dev.serialhandshake.netty.serial.PortUsers;
import dev.serialhandshake.netty.serial.SerialSettings;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a handshake showed.
 *
 * @param sentence what is so
 * @param remedy what to do about it; null where nothing is wrong
 * @param users who else has the port open; null where nothing is wrong, or the line is no port
 */
record ProbeReport(
    LineAddress line,
    HandshakeReport report,
    ExitCode code,
    String sentence,
    @Nullable String remedy,
    @Nullable PortUsers users)
    implements Findings {

  static ProbeReport established(LineAddress line, HandshakeReport report) {
    String sentence = "established: a peer answers on " + line;
    return new ProbeReport(line, report, ExitCode.OK, sentence, null, null);
  }

  /** Throws what tells it, where the handshake never began. */
  static ProbeReport failed(
      LineAddress line, SerialSettings serial, HandshakeException e, @Nullable PortUsers users)
      throws CommandFailure {
    CommandFailure telnet = LineFailures.ofTelnet(line, e);
    if (telnet != null) {
      throw telnet;
    }
    HandshakeReport report = e.report();
    if (report == null) {
      throw LineFailures.shakingHands(line, serial, e);
    }
    return new ProbeReport(
        line,
        report,
        ExitCode.of(e.reason()),
        LineFailures.sentence(e),
        LineFailures.remedy(line, serial, e),
        users);
  }

  /** What is printed instead of a report, where the line could not be opened or used. */
  static String jsonOf(LineAddress line, CommandFailure failure) throws IOException {
    return Json.object(
        json -> {
          json.writeStringField("line", line.toString());
          json.writeBooleanField("established", false);
          json.writeStringField("sentence", String.valueOf(failure.getMessage()));
          json.writeStringField("reason", failure.code().name());
        });
  }

  @Override
  public String text(boolean colours) {
    long discarded = report.discardedBytes();
    String preview = report.preview().isEmpty() ? "" : ": \"" + report.preview().text() + "\"";
    return String.format(Locale.ROOT, "verdict    %s\n", sentence)
        + (remedy == null ? "" : String.format(Locale.ROOT, "remedy     %s\n", remedy))
        + String.format(
            Locale.ROOT,
            "attempts   %d\ndiscarded  %d %s%s\nelapsed    %d ms\n",
            report.attempts(),
            discarded,
            discarded == 1 ? "byte" : "bytes",
            preview,
            report.elapsed().toMillis())
        + others();
  }

  private String others() {
    if (!(line instanceof LineAddress.Serial port) || users == null) {
      return "";
    }
    String advice = SharedPort.advice(port, users);
    if (advice == null && users.isComplete()) {
      return "";
    }
    String hidden = "programs of other users cannot be seen; to see them: sudo lsof " + port;
    return String.format(Locale.ROOT, "others     %s\n", advice == null ? hidden : advice);
  }

  @Override
  public String json() throws IOException {
    return Json.object(
        json -> {
          json.writeStringField("line", line.toString());
          json.writeBooleanField("established", report.state() == State.ESTABLISHED);
          json.writeNumberField("attempts", report.attempts());
          json.writeNumberField("discardedBytes", report.discardedBytes());
          json.writeStringField("discarded", report.preview().hex());
          json.writeNumberField("elapsedMillis", report.elapsed().toMillis());
          json.writeStringField("sentence", sentence);
          if (remedy != null) {
            json.writeStringField("remedy", remedy);
            writeKind(json);
          }
          if (users != null) {
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
        });
  }

  /** The kinds are the enum's: for a program that tells them apart. */
  private void writeKind(JsonGenerator json) throws IOException {
    json.writeStringField("reason", String.valueOf(report.failureReason()));
    Verdict verdict = report.verdict();
    if (verdict != null) {
      json.writeStringField("verdict", verdict.kind().name());
      json.writeStringField("proof", verdict.proof().hex());
    }
  }
}

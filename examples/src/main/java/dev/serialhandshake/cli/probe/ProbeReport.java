// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.probe;

import dev.serialhandshake.cli.console.CommandFailure;
import dev.serialhandshake.cli.console.ExitCode;
import dev.serialhandshake.cli.line.LineAddress;
import dev.serialhandshake.cli.line.LineException;
import dev.serialhandshake.cli.line.LineFailures;
import dev.serialhandshake.cli.line.SharedPort;
import dev.serialhandshake.core.HandshakeException;
import dev.serialhandshake.core.HandshakeReport;
import dev.serialhandshake.netty.serial.PortUsers;
import dev.serialhandshake.netty.serial.SerialSettings;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The result of a handshake.
 *
 * @param sentence the result in words
 * @param remedy what to do about it; null if nothing is wrong
 * @param users which other programs have the port open; null if nothing is wrong, or if the line is
 *     no port
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

  /**
   * The report of a handshake that failed.
   *
   * @throws CommandFailure if the handshake never began; its message says why
   */
  static ProbeReport failed(
      LineAddress line, SerialSettings serial, HandshakeException e, @Nullable PortUsers users)
      throws CommandFailure {
    CommandFailure telnet = LineFailures.ofTelnet(line, e);
    if (telnet != null) {
      throw telnet;
    }
    HandshakeReport report = e.report();
    if (report == null || e.getCause() instanceof LineException) { // the cause says more
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

  /**
   * The JSON that is printed instead of a report if the line could not be opened or used.
   *
   * @param established the handshake before that; null if there was none
   */
  static String jsonOf(
      LineAddress line, @Nullable HandshakeReport established, CommandFailure failure)
      throws IOException {
    Json json = new Json(line, String.valueOf(failure.getMessage()));
    if (established != null) {
      json.handshake(established);
    }
    return json.failed(failure.code().name()).text();
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
    Json json = new Json(line, sentence).handshake(report).remedy(remedy).users(users);
    return (remedy == null ? json : json.failed(String.valueOf(report.failureReason()))).text();
  }
}

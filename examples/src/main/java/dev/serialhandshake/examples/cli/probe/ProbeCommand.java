// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.examples.cli.probe;

import dev.serialhandshake.core.BlockingHandshake;
import dev.serialhandshake.core.HandshakeException;
import dev.serialhandshake.core.HandshakeReport;
import dev.serialhandshake.core.HandshakeSettings;
import dev.serialhandshake.examples.cli.console.CommandFailure;
import dev.serialhandshake.examples.cli.console.ExitCode;
import dev.serialhandshake.examples.cli.line.HandshakeOptions;
import dev.serialhandshake.examples.cli.line.LineAddress;
import dev.serialhandshake.examples.cli.line.LineFailures;
import dev.serialhandshake.examples.cli.line.Lines;
import dev.serialhandshake.examples.cli.line.OpenLine;
import dev.serialhandshake.examples.cli.line.SerialOptions;
import dev.serialhandshake.examples.cli.line.SerialParameters;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Client role; reports and leaves. */
@Command(
    name = "probe",
    header = "Try the handshake on a line, report what was seen, and leave.",
    description = "Exits with 0 if the handshake was established.%n")
public final class ProbeCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "LINE",
      converter = LineAddress.Converter.class,
      description = LineAddress.SYNTAX)
  private LineAddress line;

  @Option(
      names = "--json",
      description =
          "Print one JSON object: established, attempts, discardedBytes, elapsedMillis, verdict.")
  private boolean json;

  @Mixin private SerialOptions serial;
  @Mixin private HandshakeOptions handshake;

  @Override
  public Integer call() throws CommandFailure, IOException {
    Duration limit = handshake.timeout(HandshakeOptions.CLIENT_TIMEOUT);
    SerialParameters parameters = serial.parameters();
    HandshakeSettings settings = handshake.settings(limit).build();
    try (OpenLine open = Lines.open(line, parameters, limit)) {
      HandshakeReport report =
          BlockingHandshake.client(
              open.in(), open.out(), settings, handshake.observer(line.toString()));
      print(report, "established: a peer answers on " + line);
      return ExitCode.OK.number();
    } catch (HandshakeException e) {
      CommandFailure failure = LineFailures.shakingHands(line, parameters, e);
      HandshakeReport report = e.report();
      if (report == null) {
        throw failure;
      }
      print(report, String.valueOf(failure.getMessage()));
      return failure.code().number();
    }
  }

  private void print(HandshakeReport report, String verdict) throws IOException {
    System.out.print(json ? ProbeReport.json(report, verdict) : ProbeReport.text(report, verdict));
    System.out.flush();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.probe;

import dev.serialhandshake.cli.console.CommandFailure;
import dev.serialhandshake.cli.console.ExitCode;
import dev.serialhandshake.cli.console.Folded;
import dev.serialhandshake.cli.console.Terminals;
import dev.serialhandshake.cli.line.DurationConverter;
import dev.serialhandshake.cli.line.EscapeOption;
import dev.serialhandshake.cli.line.HandshakeOptions;
import dev.serialhandshake.cli.line.LineAddress;
import dev.serialhandshake.cli.line.LineFailures;
import dev.serialhandshake.cli.line.Lines;
import dev.serialhandshake.cli.line.OpenLine;
import dev.serialhandshake.cli.line.SerialOptions;
import dev.serialhandshake.cli.line.TcpKeepAlive;
import dev.serialhandshake.cli.line.TcpOptions;
import dev.serialhandshake.cli.line.TlsOptions;
import dev.serialhandshake.cli.line.TlsTrust;
import dev.serialhandshake.core.HandshakeException;
import dev.serialhandshake.core.HandshakeReport;
import dev.serialhandshake.core.HandshakeSettings;
import dev.serialhandshake.core.blocking.BlockingHandshake;
import dev.serialhandshake.core.probing.SweepSettings;
import dev.serialhandshake.netty.serial.PortUsers;
import dev.serialhandshake.netty.serial.SerialSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code probe}: the client role. It says what it finds, and ends. */
@Command(
    name = "probe",
    header = "Try the handshake on a line, and say what is wrong with the line.",
    description = {
      "Ends with 0 if the handshake succeeded, or if the test found no fault.",
      "The tests --sweep and --count need a serve that waits at the other end. They leave it"
          + " waiting. --link completes a handshake.",
      ""
    })
public final class ProbeCommand implements Callable<Integer> {

  /** How long to look for a verdict after a test has found no peer. */
  private static final Duration CHECK_TIMEOUT = Duration.ofSeconds(10);

  @Parameters(
      paramLabel = "LINE",
      converter = LineAddress.Converter.class,
      description = LineAddress.SYNTAX)
  private LineAddress line;

  @ArgGroup private @Nullable TestOptions test;

  /** The tests. At most one can be given. */
  private static final class TestOptions {

    @Option(
        names = "--sweep",
        paramLabel = "VALUES",
        arity = "0..1",
        fallbackValue = "dangerous",
        preprocessor = SweepValues.OnlyAttached.class,
        description =
            "Find the byte values that the line loses, changes or delays, in each direction. --sweep"
                + " tries the 24 that have a meaning for terminals, flow control or telnet;"
                + " --sweep=all tries all 256.")
    private @Nullable SweepValues sweep;

    @Option(
        names = "--count",
        paramLabel = "N",
        description =
            "Find how fast and how reliably the other end answers: send N SYNs, one every half"
                + " second.")
    private @Nullable Integer count;

    @Option(
        names = "--link",
        description = {
          "Find how fast a link over this line is (connect --link), each way, and what it must"
              + " repair. Completes a handshake. The other end must be a `serve`."
        })
    private boolean link;
  }

  @Mixin private EscapeOption escape;

  @Option(
      names = "--patience",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "With --sweep and --count: how long an answer may take (default: 1s).")
  private @Nullable Duration patience;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Mixin private SerialOptions serial;
  @Mixin private TcpOptions tcp;
  @Mixin private TlsOptions tls;
  @Mixin private HandshakeOptions handshake;

  /** The report of the handshake before a link; null before that. */
  private @Nullable HandshakeReport established;

  @Override
  public Integer call() throws CommandFailure, IOException, InterruptedException {
    SerialSettings port = serial.settings();
    TcpKeepAlive keepAlive = tcp.keepAlive();
    tls.checkFor(List.of(line));
    TlsTrust trust = tls.trust();
    LineTests tests = tests(port);
    Duration byDefault = tests == null ? HandshakeOptions.CLIENT_TIMEOUT : CHECK_TIMEOUT;
    Duration limit = handshake.timeout(byDefault);
    try (OpenLine open = Lines.open(line, port, trust, limit)) {
      open.keepAlive(keepAlive);
      Findings findings;
      try {
        findings = find(open, tests, limit);
      } catch (HandshakeException e) {
        findings = ProbeReport.failed(line, port, LineFailures.withErrorsOf(open, e), users());
      }
      print(json ? findings.json() : shown(findings));
      return findings.code().number();
    } catch (CommandFailure e) {
      if (!json) {
        throw e;
      }
      print(ProbeReport.jsonOf(line, established, e));
      return e.code().number();
    }
  }

  private static String shown(Findings findings) {
    String report = findings.text(Terminals.showsColours());
    return Folded.report(report, Terminals.columnsOfOutput());
  }

  private Findings find(OpenLine open, @Nullable LineTests tests, Duration limit)
      throws CommandFailure, IOException {
    if (tests != null) {
      return tests.run(shown(open));
    }
    HandshakeReport report = shakeHands(open, limit);
    if (test == null || !test.link) {
      return ProbeReport.established(line, report);
    }
    established = report;
    int baud = EscapeOption.rate(line, serial.settings());
    return new LinkMeter(line, report, escape.settings(baud)).run(open);
  }

  private static void print(String text) {
    System.out.print(text);
    System.out.flush();
  }

  private @Nullable PortUsers users() {
    return line instanceof LineAddress.Serial port ? PortUsers.now(port.device()) : null;
  }

  private OpenLine shown(OpenLine open) {
    return handshake.showsFrames() ? new ShownLine(open, System.err) : open;
  }

  private HandshakeReport shakeHands(OpenLine open, Duration limit) throws IOException {
    return BlockingHandshake.client(
        open.in(),
        open.out(),
        handshake.settings(limit, serial.settings().baudRate()).build(),
        handshake.observer(line.toString()));
  }

  private @Nullable LineTests tests(SerialSettings port) throws CommandFailure {
    boolean link = test != null && test.link;
    if (escape.isGiven() && !link) {
      throw new CommandFailure(ExitCode.USAGE, "--escape goes with --link");
    }
    var unused = escape.settings(0); // A wrong value fails here, before the handshake.
    if (test == null || link) {
      if (patience != null) {
        throw new CommandFailure(ExitCode.USAGE, "--patience goes with --sweep or --count");
      }
      return null;
    }
    int count = test.count == null ? 0 : test.count;
    if (test.count != null && (count < 1 || count > LineTests.MOST_PINGS)) {
      throw new CommandFailure(
          ExitCode.USAGE, "--count " + count + ": give 1 to " + LineTests.MOST_PINGS);
    }
    SweepSettings waits = SweepSettings.forLine(port.baudRate(), handshake.answerTime());
    if (patience != null) {
      waits = withPatience(waits, patience);
    }
    HandshakeSettings check = handshake.settings(CHECK_TIMEOUT, port.baudRate()).build();
    return new LineTests(line, test.sweep, count, waits, check);
  }

  private static SweepSettings withPatience(SweepSettings waits, Duration patience)
      throws CommandFailure {
    Duration least = waits.answerTime().plus(waits.margin());
    if (patience.compareTo(least) < 0) {
      throw new CommandFailure(
          ExitCode.USAGE, "--patience: give " + least.toMillis() + "ms or more");
    }
    return waits.toBuilder().patience(patience).build();
  }
}

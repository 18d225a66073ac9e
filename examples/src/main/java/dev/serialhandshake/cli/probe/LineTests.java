// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.probe;

import dev.serialhandshake.cli.console.CommandFailure;
import dev.serialhandshake.cli.console.ExitCode;
import dev.serialhandshake.cli.line.LineAddress;
import dev.serialhandshake.cli.line.LineFailures;
import dev.serialhandshake.cli.line.OpenLine;
import dev.serialhandshake.core.HandshakeException;
import dev.serialhandshake.core.HandshakeObserver;
import dev.serialhandshake.core.HandshakeSettings;
import dev.serialhandshake.core.blocking.BlockingProber;
import dev.serialhandshake.core.probing.LinePing;
import dev.serialhandshake.core.probing.PeerCheck;
import dev.serialhandshake.core.probing.PingReport;
import dev.serialhandshake.core.probing.SweepReport;
import dev.serialhandshake.core.probing.SweepSettings;
import dev.serialhandshake.core.probing.TransparencySweep;
import java.io.IOException;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The tests of a line that complete no handshake: a sweep, or {@code count} SYNs if {@code sweep}
 * is null.
 */
record LineTests(
    LineAddress line,
    @Nullable SweepValues sweep,
    int count,
    SweepSettings waits,
    HandshakeSettings check) {

  /** One SYN every half second: 5,000 take 42 minutes. */
  static final int MOST_PINGS = 5000;

  /**
   * Runs the test.
   *
   * @throws HandshakeException if no peer answers; its report has the verdict
   */
  Findings run(OpenLine open) throws CommandFailure, IOException {
    try (BlockingProber prober = new BlockingProber(open.in(), open.out())) {
      return sweep == null ? ping(prober) : sweep(prober, sweep);
    } catch (HandshakeException e) {
      throw e;
    } catch (IOException e) {
      throw LineFailures.lost(line, e);
    }
  }

  private Findings sweep(BlockingProber prober, SweepValues values)
      throws CommandFailure, IOException {
    TransparencySweep test = values.sweep(waits);
    String what = line + ": sweeping " + values.inWords() + " each way";
    try (Progress progress = new Progress(what, test.expected(), test.total())) {
      prober.run(test, () -> progress.at(test.tried()));
    }
    SweepReport report = test.report();
    if (!report.peerAnswers()) {
      throw whatIsThere(prober);
    }
    return new SweepFindings(line, values, report);
  }

  private Findings ping(BlockingProber prober) throws CommandFailure, IOException {
    LinePing test = LinePing.of(count, waits);
    String what = line + ": " + count + (count == 1 ? " SYN" : " SYNs") + " and the rate";
    try (Progress progress = new Progress(what, test.expected(), count)) {
      prober.run(test, () -> progress.at(test.sent()));
    }
    PingReport report = test.report();
    if (!report.peerAnswers()) {
      throw whatIsThere(prober);
    }
    return new PingFindings(line, report);
  }

  /**
   * No peer answers. Finds out what is at the other end instead, by the diagnosis of a handshake.
   */
  private HandshakeException whatIsThere(BlockingProber prober) throws CommandFailure, IOException {
    PeerCheck test = new PeerCheck(check, ThreadLocalRandom.current(), HandshakeObserver.NONE);
    prober.run(test);
    HandshakeException failure = test.failure();
    if (failure == null) {
      throw new CommandFailure(
          ExitCode.NO_HANDSHAKE, line + ": a peer began to answer only now; probe again");
    }
    return failure;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.cli.Golden;
import dev.serialhandshake.cli.console.ExitCode;
import dev.serialhandshake.cli.line.LineAddress;
import dev.serialhandshake.cli.probe.SimulatedPeer.Change;
import dev.serialhandshake.core.probing.LinePing;
import dev.serialhandshake.core.probing.SweepSettings;
import dev.serialhandshake.core.probing.TransparencySweep;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What users read of a sweep and a count, and programs parse. */
class TestFindingsTest {

  private static final LineAddress LINE = LineAddress.parse("/dev/ttyUSB0");
  private static final SweepSettings WAITS = SweepSettings.forLine(9600, Duration.ofMillis(500));

  /** A terminal that eats XON and XOFF, and one that makes line feeds of carriage returns. */
  private static SweepFindings faultySweep() {
    Change softwareFlowControl = b -> b == 0x11 || b == 0x13 ? new byte[0] : new byte[] {b};
    Change carriageReturns = b -> new byte[] {b == 0x0d ? 0x0a : b};
    return sweep(SweepValues.DANGEROUS, softwareFlowControl, carriageReturns);
  }

  private static SweepFindings sweep(SweepValues values, Change toPeer, Change fromPeer) {
    TransparencySweep test = values.sweep(WAITS);
    new SimulatedPeer(9600, toPeer, fromPeer).answer(test);
    return new SweepFindings(LINE, values, test.report());
  }

  private static PingFindings ping(Change fromPeer) {
    LinePing test = LinePing.of(20, WAITS);
    new SimulatedPeer(9600, Change::none, fromPeer).answer(test);
    return new PingFindings(LINE, test.report());
  }

  /** Every so manieth answer of three bytes loses its last. */
  private static Change losing() {
    int[] count = {0};
    return b -> ++count[0] % 12 == 0 ? new byte[0] : new byte[] {b};
  }

  @Test
  void aSweepWithFaults() throws Exception {
    assertEquals(ExitCode.LINE_FAULTY, faultySweep().code());
    Golden.check("sweep-faults.txt", faultySweep().text(false));
    Golden.check("sweep-faults.json", faultySweep().json());
  }

  @Test
  void aSweepWithColours() {
    assertTrue(faultySweep().text(true).contains("\u001b[31mL\u001b[0m"));
  }

  @Test
  void aSweepOfAllValuesOnACleanLine() throws Exception {
    SweepFindings findings = sweep(SweepValues.ALL, Change::none, Change::none);
    assertEquals(ExitCode.OK, findings.code());
    Golden.check("sweep-all.txt", findings.text(false));
    Golden.check("sweep-all.json", findings.json());
  }

  @Test
  void aCountOnACleanLine() throws Exception {
    PingFindings findings = ping(Change::none);
    assertEquals(ExitCode.OK, findings.code());
    Golden.check("count.txt", findings.text(false));
    Golden.check("count.json", findings.json());
  }

  @Test
  void aCountOnALineThatLosesBytes() throws Exception {
    PingFindings findings = ping(losing());
    assertEquals(ExitCode.LINE_FAULTY, findings.code());
    Golden.check("count-losses.txt", findings.text(false));
    Golden.check("count-losses.json", findings.json());
  }

  @Test
  void timesAreInWords() {
    assertEquals("1 s", Progress.inWords(Duration.ofMillis(3)));
    assertEquals("18 s", Progress.inWords(Duration.ofMillis(18_200)));
    assertEquals("2 min 14 s", Progress.inWords(Duration.ofSeconds(134)));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.cli.Golden;
import dev.serialhandshake.cli.console.ExitCode;
import dev.serialhandshake.cli.line.LineAddress;
import dev.serialhandshake.cli.probe.SimulatedPeer.Change;
import dev.serialhandshake.cli.status.LinkTotals;
import dev.serialhandshake.core.HandshakeReport;
import dev.serialhandshake.core.Role;
import dev.serialhandshake.core.State;
import dev.serialhandshake.core.probing.LinePing;
import dev.serialhandshake.core.probing.SweepSettings;
import dev.serialhandshake.core.probing.TransparencySweep;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What users read of a sweep and a count, and programs parse. */
class FindingsTest {

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

  /** Loses each twelfth byte: the last byte of each fourth answer. */
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

  private static LinkFindings link(LinkTotals repairs, boolean same) {
    List<Duration> trips = new ArrayList<>();
    for (int i = 1; i <= 20; i++) {
      trips.add(Duration.ofMillis(100 + i));
    }
    return new LinkFindings(
        LINE,
        HandshakeReport.builder(Role.CLIENT, State.ESTABLISHED).attempts(1).build(),
        new LinkFindings.Flow(3_400, Duration.ofMillis(4_010), same),
        new LinkFindings.Flow(3_380, Duration.ofMillis(3_990), true),
        trips,
        repairs,
        Duration.ofMillis(15_300));
  }

  @Test
  void aLinkOnACleanLine() throws Exception {
    LinkFindings findings = link(new LinkTotals(1, 120, 0, 118, 0, 0, 0), true);
    assertEquals(ExitCode.OK, findings.code());
    Golden.check("link.txt", findings.text(false));
    Golden.check("link.json", findings.json());
  }

  /** A link is made for such lines, so this is no fault. */
  @Test
  void aLinkOnALineThatLosesBytes() throws Exception {
    LinkFindings findings = link(new LinkTotals(1, 131, 11, 118, 7, 880, 0), true);
    assertEquals(ExitCode.OK, findings.code());
    Golden.check("link-repairs.txt", findings.text(false));
    Golden.check("link-repairs.json", findings.json());
  }

  @Test
  void aLinkThatChangesBytes() throws Exception {
    LinkFindings findings = link(new LinkTotals(1, 120, 0, 118, 0, 0, 0), false);
    assertEquals(ExitCode.LINE_FAULTY, findings.code());
    assertTrue(findings.text(false).contains("bytes arrived changed"));
    assertTrue(findings.json().contains("\"intact\":false"));
  }

  @Test
  void timesAreInWords() {
    assertEquals("1 s", Progress.inWords(Duration.ofMillis(3)));
    assertEquals("18 s", Progress.inWords(Duration.ofMillis(18_200)));
    assertEquals("2 min 14 s", Progress.inWords(Duration.ofSeconds(134)));
  }
}

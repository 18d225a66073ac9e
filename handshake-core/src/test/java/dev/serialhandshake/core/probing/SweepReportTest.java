// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.probing;

import static dev.serialhandshake.core.probing.Direction.FROM_PEER;
import static dev.serialhandshake.core.probing.Direction.TO_PEER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.core.probing.SimulatedLine.Change;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What users read. */
class SweepReportTest {

  private static SweepReport report(Change toServer, Change toClient) {
    return SimulatedLine.shipped(toServer, toClient)
        .run(TransparencySweep.dangerousValues(SweepSettings.defaults()));
  }

  private static Change lost(int... values) {
    return value -> {
      for (int lost : values) {
        if (value == lost) {
          return new int[0];
        }
      }
      return new int[] {value};
    };
  }

  private static Change changed(int from, int... to) {
    return value -> value == from ? to : new int[] {value};
  }

  @Test
  void findingsNameTheValuesAndTheSetting() {
    assertEquals(
        List.of("to the peer: 11 XON, 13 XOFF lost (flow control none: stty -ixon -ixoff)"),
        report(lost(0x11, 0x13), Change.NONE).findings());
    assertEquals(
        List.of("from the peer: 0d CR: CR becomes LF (stty -icrnl)"),
        report(Change.NONE, changed(0x0d, 0x0a)).findings());
    assertEquals(
        List.of("from the peer: 0a LF: LF becomes CR (stty -inlcr)"),
        report(Change.NONE, changed(0x0a, 0x0d)).findings());
    assertEquals(
        List.of("from the peer: 0a LF: LF becomes CR LF (stty -opost -onlcr)"),
        report(Change.NONE, changed(0x0a, 0x0d, 0x0a)).findings());
    assertEquals(
        List.of("from the peer: 80, ff IAC: bit 7 is stripped (stty cs8 -parenb -istrip)"),
        report(Change.NONE, v -> new int[] {v & 0x7f}).findings());
    assertEquals(
        List.of(
            "from the peer: ff IAC: IAC is doubled"
                + " (use the port's raw mode instead of telnet, or stty -parmrk)"),
        report(Change.NONE, changed(0xff, 0xff, 0xff)).findings());
    assertEquals(
        List.of("to the peer: ff IAC lost (use the port's raw mode instead of telnet)"),
        report(lost(0xff), Change.NONE).findings());
  }

  @Test
  void lettersOfTheOtherCaseAreSaidSo() {
    assertEquals(
        List.of(
            "from the peer: 41 'A', 42 'B', 5a 'Z': upper case becomes lower (stty -iuclc -xcase)"),
        swept(Change.NONE, v -> new int[] {v == 'A' || v == 'B' || v == 'Z' ? v + 0x20 : v}));
    assertEquals(
        List.of("from the peer: 61 'a': lower case becomes upper (stty -olcuc -xcase)"),
        swept(Change.NONE, changed('a', 'A')));
  }

  private static List<String> swept(Change toServer, Change toClient) {
    return SimulatedLine.shipped(toServer, toClient)
        .run(TransparencySweep.allValues(SweepSettings.defaults()))
        .findings();
  }

  @Test
  void faultsOfDifferentKindsAreSaidApart() {
    assertEquals(
        List.of("to the peer: 20 blank, 40 '@' lost"), swept(lost(0x20, 0x40), Change.NONE));
    assertEquals(
        List.of("from the peer: 30 '0' changed to 35 36", "from the peer: 40 '@', 41 'A' lost"),
        swept(Change.NONE, v -> v == 0x30 ? new int[] {0x35, 0x36} : lost(0x40, 0x41).of(v)));
  }

  @Test
  void eightValuesAreNamedAndAreAllThereIs() {
    assertEquals(
        List.of("to the peer: 60 '`', 61 'a', 62 'b', 63 'c', 64 'd', 65 'e', 66 'f', 67 'g' lost"),
        swept(v -> v >= 0x60 && v < 0x68 ? new int[0] : new int[] {v}, Change.NONE));
  }

  @Test
  void eachDirectionIsSaidApart() {
    assertEquals(
        List.of(
            "to the peer: 03 ^C, 1a ^Z, 1c ^\\ lost (a terminal takes them: stty raw -echo -iexten)",
            "from the peer: 0d CR lost (stty -igncr)"),
        report(lost(0x03, 0x1a, 0x1c), lost(0x0d)).findings());
  }

  @Test
  void aChangeThatNothingIsKnownForIsSaidPlainly() {
    assertEquals(
        List.of(
            "to the peer: 08 BS changed in this direction or the other",
            "from the peer: 07 BEL changed to 07 00"),
        report(changed(0x08, 0x44), changed(0x07, 0x07, 0x00)).findings());
  }

  @Test
  void deleteIsTakenByATerminalToo() {
    assertEquals(
        List.of("to the peer: 7f DEL lost (a terminal takes them: stty raw -echo -iexten)"),
        report(lost(0x7f), Change.NONE).findings());
  }

  @Test
  void aLineThatDiesInTheMidstIsSaidToHave() {
    int[] left = {40};
    SweepReport report = report(v -> left[0]-- > 0 ? new int[] {v} : new int[0], Change.NONE);
    assertTrue(report.lineFellSilent());
    assertFalse(report.isTransparent());
    List<String> findings = report.findings();
    assertEquals("the peer stopped answering during the sweep", findings.get(findings.size() - 1));
  }

  @Test
  void aFaultOnTheWayBackAloneIsOneOfTheLine() {
    assertFalse(report(Change.NONE, lost(0x07)).isTransparent());
    assertFalse(report(lost(0x07), Change.NONE).isTransparent());
  }

  @Test
  void whatWasNotAskedForIsNeitherTestedNorChanged() {
    SweepReport report = report(Change.NONE, Change.NONE);
    assertEquals(ByteFate.UNTESTED, report.fate(TO_PEER, 0x55));
    assertEquals(0, report.changedTo(TO_PEER, 0x55).length);
  }

  @Test
  void aLineWithoutAnswersHasNoRoundTrip() {
    assertEquals(Duration.ZERO, report(v -> new int[0], Change.NONE).roundTrip(0.5));
  }

  @Test
  void manyValuesAreNotAllNamed() {
    SweepReport report =
        SimulatedLine.shipped(v -> v >= 0x60 && v < 0x70 ? new int[0] : new int[] {v}, Change.NONE)
            .run(TransparencySweep.allValues(SweepSettings.defaults()));
    assertEquals(
        List.of(
            "to the peer: 60 '`', 61 'a', 62 'b', 63 'c', 64 'd', 65 'e', 66 'f', 67 'g'"
                + " and 8 more lost"),
        report.findings());
  }

  @Test
  void theMapIsAPicture() {
    String map =
        """
        to the peer
            0 1 2 3 4 5 6 7 8 9 a b c d e f
         00 .     . .   . . .   .     .   .
         10 . L . x   . . . .   . . . .
         20
         30
         40
         50
         60
         70                               .
         80 .
         90
         a0
         b0
         c0
         d0
         e0
         f0                               .
         . passed
         L lost
         x presumably lost
        """;
    SweepReport report = report(lost(0x11, 0x13), Change.NONE);
    assertEquals(map, report.map(TO_PEER, false));
    assertFalse(report.map(FROM_PEER, false).contains("L"));
  }

  @Test
  void theMapMayHaveColours() {
    String map = report(lost(0x11, 0x13), Change.NONE).map(TO_PEER, true);
    assertTrue(map.contains("\u001b[31mL\u001b[0m"), map);
    assertTrue(map.contains("\u001b[33mx\u001b[0m"), map);
    assertTrue(map.contains("\u001b[32m.\u001b[0m"), map);
  }

  @Test
  void bytesHaveNames() {
    assertEquals("00 NUL", ByteNames.name(0));
    assertEquals("20 blank", ByteNames.name(0x20));
    assertEquals("41 'A'", ByteNames.name(0x41));
    assertEquals("7f DEL", ByteNames.name(0x7f));
    assertEquals("a0", ByteNames.name(0xa0));
    assertEquals("ff IAC", ByteNames.name(0xff));
  }
}

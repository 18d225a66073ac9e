// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.cli.Golden;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FoldedTest {

  @Test
  void linesGoOnBelowTheirFirstWord() {
    assertEquals(
        """
        verdict    a shell has the far end, and
                   nothing else
        elapsed    3 ms
        """,
        Folded.report(
            "verdict    a shell has the far end, and nothing else\nelapsed    3 ms\n", 40));
  }

  @Test
  void aWordThatIsTooWideIsCut() {
    assertEquals("xxxx\n xxx\n x", Folded.line("x".repeat(8), 4, 1));
    assertEquals(
        "finding    /dev/serial/by-id\n           /usb-FTDI is busy",
        Folded.line("finding    /dev/serial/by-id/usb-FTDI is busy", 28, 11));
  }

  @ParameterizedTest
  @ValueSource(strings = {"verdicts.txt", "sweep-faults.txt", "sweep-all.txt", "count-losses.txt"})
  void everyReportFitsFortyColumnsAndLosesNoLetter(String name) throws Exception {
    String report = Golden.read(name);
    String folded = Folded.report(report, 40);
    folded.lines().forEach(line -> assertTrue(line.length() <= 40, line));
    assertEquals(report.replaceAll("\\s+", ""), folded.replaceAll("\\s+", ""));
    assertEquals(report, Folded.report(report, 0));
  }
}

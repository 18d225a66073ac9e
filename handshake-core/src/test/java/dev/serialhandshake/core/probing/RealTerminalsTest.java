// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.probing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.serialhandshake.core.FarEnd;
import dev.serialhandshake.core.State;
import dev.serialhandshake.testing.PseudoTerminal;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server on a real terminal that does what terminals do; the time is simulated. */
@EnabledOnOs(OS.LINUX)
@Timeout(120)
class RealTerminalsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "''; ''",
        "icrnl; to the peer: 0d CR: CR becomes LF (stty -icrnl)",
        "inlcr; to the peer: 0a LF: LF becomes CR (stty -inlcr)",
        "igncr; to the peer: 0d CR lost (stty -igncr)",
        "ixon; to the peer: 11 XON, 13 XOFF lost (flow control none: stty -ixon -ixoff)",
        "istrip; to the peer: 80, ff IAC: bit 7 is stripped (stty cs8 -parenb -istrip)",
        "opost onlcr;" + " from the peer: 0a LF: LF becomes CR LF (stty -opost -onlcr)",
        "isig; to the peer: 03 ^C, 1a ^Z, 1c ^\\ lost (a terminal takes them: stty raw -echo"
            + " -iexten)",
      })
  void settingOfATerminalIsFoundOut(String modes, String finding) throws IOException {
    PseudoTerminal made = PseudoTerminal.open(("raw " + modes).trim().split(" "));
    try (FarEnd terminal = FarEnd.terminal(made);
        FarEnd port = FarEnd.device(made.device())) {
      SimulatedLine line =
          SimulatedLine.over(new TerminalWay(terminal, port), new TerminalWay(port, terminal));
      SweepReport report = line.run(TransparencySweep.dangerousValues(SweepSettings.defaults()));
      assertEquals(finding.isEmpty() ? List.of() : List.of(finding), report.findings());
      if (!modes.equals("istrip")) { // over which no handshake passes
        assertEquals(State.ESTABLISHED, line.handshake().state());
      }
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.status;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatusTableTest {

  private static final Instant START = SomeLine.START;

  @Test
  void numbersStandToTheRightAndTheReasonIsLast() {
    String cat = "cat (pid 7) has the port open too";
    Visitor eva = new Visitor(START, "eva", "ssh-ed25519", "SHA256:x", "eva@lab", "[::1]:1");
    List<LineStatus> lines =
        List.of(
            new SomeLine("/dev/ttyUSB0", LineState.IN_SESSION)
                .totals(SomeLine.totals(3, 2, 7, 24_451, 1_200_000, 950))
                .visitor(new Visitor(START, null, null, null, null, null))
                .lastError("old")
                .origin("127.1.2.3")
                .status(),
            new SomeLine("tcp:board:23", LineState.REOPENING).lastError("refused").status(),
            new SomeLine("tcp-listen:*:23", LineState.WAITING)
                .connections(2)
                .totals(SomeLine.totals(0, 0, 0, 9, 9, 0))
                .lastVerdict("a shell")
                .status(),
            new SomeLine("/dev/ttyS0", LineState.WAITING)
                .others(cat)
                .lastVerdict("a shell")
                .status(),
            new SomeLine("/dev/ttyS1", LineState.LOGIN).login("eva").machine("web-1").status(),
            new SomeLine("lab", LineState.IN_SESSION)
                .at("/dev/by-id/x", "/dev/ttyUSB1", null)
                .visitor(eva)
                .visitor(eva)
                .status(),
            new SomeLine("far", LineState.WAITING)
                .totals(SomeLine.fullTotals())
                .visitor(eva.waitingUntil(START.plusSeconds(3_925)))
                .status(),
            new SomeLine("quiet", LineState.WAITING)
                .totals(SomeLine.linked(new LinkTotals(1, 50, 0, 50, 0, 0, 0)))
                .status());
    String table = StatusTable.of(lines, START.plusSeconds(3_725), 0);
    assertEquals(
        List.of(
            "LINE                                STATE               FOR  HANDSHAKES  LOGINS  ATTEMPTS  DISCARDED     IN  OUT  LAST",
            "/dev/ttyUSB0                        in session         1h2m           3       2         7        24k  1200k  950  sessions come from 127.1.2.3",
            "tcp:board:23                        reopening          1h2m           0       0         0          0      0    0  refused",
            "tcp-listen:*:23                     waiting (2 peers)  1h2m           0       0         0          9      9    0  a shell",
            "/dev/ttyS0                          waiting            1h2m           0       0         0          0      0    0  "
                + cat,
            "/dev/ttyS1                          login              1h2m           0       0         0          0      0    0  "
                + "virtual machine web-1; eva is at the terminal",
            "lab (/dev/by-id/x -> /dev/ttyUSB1)  in session         1h2m           0       0         0          0      0    0  "
                + "eva with ssh-ed25519 SHA256:x eva@lab from [::1]:1, and 1 more",
            "far                                 waiting            1h2m          11      12        14         16     17   18  "
                + "eva with ssh-ed25519 SHA256:x eva@lab waits for the line, 3m20s left; "
                + "link: 24 frames sent again, 27 bytes repaired, 26 bad frames, 28 interruptions",
            "quiet                               waiting            1h2m           0       0         0          0      0    0  "
                + "link: nothing to repair"),
        table.lines().toList());
  }

  @Test
  void aTerminalThatIsTooNarrowForTheTableGetsAList() {
    LineStatus line =
        new SomeLine("/dev/ttyUSB0", LineState.REOPENING)
            .totals(SomeLine.totals(3, 2, 7, 24_451, 1_200_000, 950))
            .lastError("no such port; check the name and the cable")
            .status();
    String list = StatusTable.of(List.of(line), START.plusSeconds(3_725), 40);
    assertEquals(
        List.of(
            "/dev/ttyUSB0",
            "  reopening for 1h2m",
            "  handshakes 3, logins 2, attempts 7,",
            "    discarded 24k, in 1200k, out 950",
            "  no such port; check the name and the",
            "    cable"),
        list.lines().toList());
  }
}

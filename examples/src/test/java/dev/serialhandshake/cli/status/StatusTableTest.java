// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.status;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatusTableTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void numbersStandToTheRightAndTheReasonIsLast() {
    LineStatus session =
        new LineStatus(
            "/dev/ttyUSB0",
            "/dev/ttyUSB0",
            LineState.IN_SESSION,
            START,
            1,
            3,
            7,
            24_451,
            1_200_000,
            950,
            "old",
            null,
            null,
            "127.1.2.3",
            null,
            null);
    LineStatus broken =
        new LineStatus(
            "tcp:board:23",
            "tcp:board:23",
            LineState.REOPENING,
            START,
            0,
            0,
            0,
            0,
            0,
            0,
            "refused",
            null,
            null,
            null,
            null,
            null);
    LineStatus busy =
        new LineStatus(
            "tcp-listen:*:23",
            "tcp-listen:*:23",
            LineState.WAITING,
            START,
            2,
            0,
            0,
            9,
            9,
            0,
            null,
            "a shell",
            null,
            null,
            null,
            null);
    String cat = "cat (pid 7) has the port open too";
    LineStatus shared =
        new LineStatus(
            "/dev/ttyS0",
            "/dev/ttyS0",
            LineState.WAITING,
            START,
            1,
            0,
            0,
            0,
            0,
            0,
            null,
            "a shell",
            cat,
            null,
            null,
            null);
    LineStatus login =
        new LineStatus(
            "/dev/ttyS1",
            "/dev/ttyS1",
            LineState.LOGIN,
            START,
            1,
            0,
            0,
            0,
            0,
            0,
            null,
            null,
            null,
            null,
            "eva",
            "web-1");
    List<LineStatus> lines = List.of(session, broken, busy, shared, login);
    String table = StatusTable.of(lines, START.plusSeconds(3_725));
    assertEquals(
        List.of(
            "LINE             STATE               FOR  SESSIONS  ATTEMPTS  DISCARDED     IN  OUT  LAST",
            "/dev/ttyUSB0     in session         1h2m         3         7        24k  1200k  950  sessions come from 127.1.2.3",
            "tcp:board:23     reopening          1h2m         0         0          0      0    0  refused",
            "tcp-listen:*:23  waiting (2 peers)  1h2m         0         0          9      9    0  a shell",
            "/dev/ttyS0       waiting            1h2m         0         0          0      0    0  "
                + cat,
            "/dev/ttyS1       login              1h2m         0         0          0      0    0  "
                + "virtual machine web-1; eva is at the terminal"),
        table.lines().toList());
  }
}

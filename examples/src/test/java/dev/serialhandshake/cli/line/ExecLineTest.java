// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.line;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.cli.console.ExitCode;
import dev.serialhandshake.testing.Tools;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ExecLineTest {

  private static OpenLine open(String command) throws IOException {
    return ExecLine.open(new LineAddress.Exec(command));
  }

  @Test
  void allValuesPassBothWays() throws Exception {
    Tools.need("cat");
    byte[] all = new byte[256];
    for (int value = 0; value < all.length; value++) {
      all[value] = (byte) value;
    }
    try (OpenLine line = open("exec cat")) {
      line.out().write(all);
      assertArrayEquals(all, line.in().readNBytes(all.length));
    }
  }

  @Test
  void theEndOfACommandThatFailedSaysSo() throws Exception {
    try (OpenLine line = open("printf x; exit 3")) {
      assertEquals('x', line.in().read());
      LineException e = assertThrows(LineException.class, () -> line.in().read());
      assertEquals(ExitCode.LINE_CLOSED, e.code());
      assertTrue(String.valueOf(e.getMessage()).contains("ended with exit code 3"), e.toString());
    }
  }

  @Test
  void theEndOfOneThatDidNotIsTheEndOfTheLine() throws Exception {
    try (OpenLine line = open("printf x")) {
      assertEquals('x', line.in().read());
      assertEquals(-1, line.in().read());
    }
  }

  @Test
  void aWriteToACommandThatHasEndedSaysSo() throws Exception {
    try (OpenLine line = open("exit 0")) {
      assertEquals(-1, line.in().read());
      LineException e = assertThrows(LineException.class, () -> line.out().write('x'));
      assertEquals(ExitCode.LINE_CLOSED, e.code());
      assertTrue(String.valueOf(e.getMessage()).contains("ended with exit code 0"), e.toString());
    }
  }

  /**
   * A command that reads nothing does not notice the end of its input. It would go on for ever, and
   * so would a reader of its output.
   */
  @Test
  void closingEndsTheCommandAndWhatItHasStarted() throws Exception {
    Tools.need("sleep");
    List<ProcessHandle> processes = new ArrayList<>();
    try (OpenLine line = open("sleep 1000 & echo $$ $!; wait")) {
      String pids = new BufferedReader(new InputStreamReader(line.in(), US_ASCII)).readLine();
      for (String pid : pids.split(" ", -1)) {
        processes.add(ProcessHandle.of(Long.parseLong(pid)).orElseThrow());
      }
    }
    assertEquals(2, processes.size());
    for (ProcessHandle process : processes) {
      process.onExit().get(30, TimeUnit.SECONDS);
    }
  }
}

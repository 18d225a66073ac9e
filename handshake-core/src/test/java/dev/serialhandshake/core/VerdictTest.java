// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerdictTest {

  /** The lines of verdicts.txt: a reader sees there what users see. */
  @Test
  void eachReadsAsOneLine() {
    List<String> lines = new ArrayList<>();
    for (VerdictKind kind : VerdictKind.values()) {
      lines.add(Verdict.of(kind, new byte[0]).toString());
    }
    List<String> expected =
        new String(DiagnosisTest.resource("verdicts.txt"), UTF_8).lines().toList();
    assertEquals(String.join("\n", expected), String.join("\n", lines));
  }

  @Test
  void proofIsShownAsTextWhereItIsText() {
    String text = Verdict.of(VerdictKind.SHELL, Script.bytes(Script.hex("pi@pi:~ $ "))).toString();
    assertEquals(
        "a shell has the far end (\"pi@pi:~ $ \"): start the server from it, or log it out and"
            + " stop its getty",
        text);
  }

  @Test
  void proofIsShownInHexadecimalWhereItIsNot() {
    String text = Verdict.of(VerdictKind.BOTH_CLIENTS, Script.bytes("16 a0")).toString();
    assertEquals("both ends are clients (16 a0): start one of them as the server", text);
  }

  @Test
  void theReportAndTheExceptionEndWithIt() {
    Script script = Script.client();
    script.receive(Script.bytes("5e 08 a0"));
    HandshakeReport report = script.waits(30_000).handshake.report();
    String line =
        "the peer speaks, but not the handshake: client FAILED after 1 attempt in 30000 ms, 3 bytes"
            + " discarded (\"^\\x08\\xa0\"); a terminal in cooked mode echoes (5e 08 a0): stop the"
            + " getty or shell that has the far end, and start the server there";
    assertEquals(line, new HandshakeException(report.failureReason(), report, null).getMessage());
  }

  @Test
  void equalVerdictsAreEqual() {
    Verdict verdict = Verdict.of(VerdictKind.SHELL, Preview.of(new byte[] {'$'}));
    assertEquals(verdict, Verdict.of(VerdictKind.SHELL, new byte[] {'$'}));
    assertEquals(verdict.hashCode(), Verdict.of(VerdictKind.SHELL, new byte[] {'$'}).hashCode());
    assertNotEquals(verdict, Verdict.of(VerdictKind.SHELL, new byte[] {'#'}));
    assertThrows(
        NullPointerException.class, () -> Verdict.of(VerdictKind.SHELL, "a shell", "end it", null));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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

  @ParameterizedTest
  @EnumSource
  void theDocumentSaysWhatLeadsTo(VerdictKind kind) throws IOException {
    assertTrue(Document.DIAGNOSIS.text().contains(" | " + kind + " |\n"));
  }

  @Test
  void proofIsShownAsTextWhereItIsText() {
    String text = Verdict.of(VerdictKind.SHELL, Script.bytes(Script.hex("pi@pi:~ $ "))).toString();
    assertEquals(
        "a shell has the far end (\"pi@pi:~ $ \"): start the server from that shell,"
            + " or log out of it and stop its getty",
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
            + " discarded (\"^\\x08\\xa0\"); a terminal in cooked mode echoes our bytes"
            + " (5e 08 a0): stop the"
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

  @Test
  void equalsWhatHasTheSameKindAndProof() {
    Verdict verdict = Verdict.of(VerdictKind.BOTH_CLIENTS, Script.bytes("16 a0"));
    Verdict same = Verdict.of(VerdictKind.BOTH_CLIENTS, Script.bytes("16 a0"));
    assertEquals(verdict, same);
    assertEquals(verdict.hashCode(), same.hashCode());
    assertNotEquals(
        verdict.hashCode(), Verdict.of(VerdictKind.BOTH_CLIENTS, Script.bytes("16 a1")).hashCode());
    assertEquals("start one of them as the server", verdict.remedy());
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is looked at, what is kept of it, and how often a short sign must be seen to be sure. */
class EvidenceTest {

  /** What is looked at behind a SYN. */
  private static final int WINDOW = 64;

  private static final String ECHO = "\u0016\u00a0";
  private static final String FOREIGN = "\u0016\u00b3";

  private final Evidence evidence = new Evidence();

  private void comes(String text) {
    byte[] bytes = text.getBytes(ISO_8859_1);
    evidence.add(ByteView.of(bytes, 0, bytes.length), 0, bytes.length, 0xa0, 0xa3);
  }

  /** Fills a window with text behind it. */
  private static String text(String head) {
    return head + "x".repeat(WINDOW - head.length());
  }

  private static String noise(String head) {
    return head + "\u0080".repeat(WINDOW - head.length());
  }

  private void attempts(int count, String each) {
    for (int i = 0; i < count; i++) {
      comes(each);
      evidence.endAttempt();
    }
  }

  private boolean isSure(PeerSign sign) {
    evidence.judge();
    return evidence.proof(sign, false) != null;
  }

  @Test
  void partsOfAReadAreCounted() {
    byte[] bytes = {'a', 'b', 'c', 'd', 'e'};
    evidence.add(ByteView.of(bytes, 0, 5), 1, 4, 0, 0);
    assertEquals(3, evidence.received);
    assertEquals(3, evidence.sampled);
    assertArrayEquals(new byte[] {'b', 'c', 'd'}, evidence.first());
    evidence.add(ByteView.of(bytes, 0, 5), 2, 2, 0, 0);
    assertEquals(3, evidence.received);
  }

  @Test
  void aPromptAheadOfAPauseIsKept() {
    comes("host $ ");
    evidence.pause();
    comes("and more");
    assertTrue(isSure(PeerSign.PROMPT));
  }

  @Test
  void aPromptAheadOfASynIsKept() {
    comes("host $ ");
    evidence.endAttempt();
    comes("and more");
    assertTrue(isSure(PeerSign.PROMPT));
  }

  @Test
  void aPromptInTheMidstOfTextIsNone() {
    comes("host $ ");
    comes("and more");
    assertFalse(isSure(PeerSign.PROMPT));
  }

  @Test
  void aShortSignInFewBytesIsSureAtOnce() {
    comes(ECHO);
    assertTrue(isSure(PeerSign.ECHO));
    assertArrayEquals(new byte[] {0x16, (byte) 0xa0}, evidence.proof(PeerSign.ECHO, false));
  }

  @Test
  void theNonceAloneMustComeTwice() {
    comes("\u00a0");
    assertFalse(isSure(PeerSign.QUOTED));
    evidence.endAttempt();
    comes("\u00a0");
    assertTrue(isSure(PeerSign.QUOTED));
  }

  /** Behind half of the SYNs, and behind two at the least. */
  @ParameterizedTest
  @CsvSource({
    "1, 0, false",
    "2, 0, true",
    "2, 2, true",
    "2, 3, false",
    "3, 2, true",
    "3, 3, true",
    "3, 4, false",
    "4, 3, true",
    "4, 4, true",
    "4, 5, false"
  })
  void inAStreamOfTextAShortSignMustComeOften(int with, int without, boolean sure) {
    attempts(with, text(ECHO));
    attempts(without, text(""));
    assertEquals(sure, isSure(PeerSign.ECHO));
  }

  @Test
  void theWindowThatIsNotOverCountsToo() {
    attempts(1, text(ECHO));
    comes(text(ECHO));
    assertTrue(isSure(PeerSign.ECHO));
  }

  @Test
  void ofAStreamOnlyWhatIsBehindASynCounts() {
    comes(text(ECHO));
    evidence.pause();
    comes(text(ECHO));
    evidence.pause();
    comes(text(ECHO));
    assertFalse(isSure(PeerSign.ECHO));
  }

  @Test
  void behindAPauseFewBytesCount() {
    comes(text(""));
    evidence.pause();
    comes(ECHO);
    assertTrue(isSure(PeerSign.ECHO));
  }

  @Test
  void inNoiseNoShortSignIsLookedFor() {
    attempts(4, noise(ECHO));
    assertNull(evidence.proof(PeerSign.ECHO, false));
    attempts(1, noise("login: "));
    assertNotNull(evidence.proof(PeerSign.LOGIN, false));
  }

  /** More than one window of noise in 16 is a stream of it. */
  @ParameterizedTest
  @CsvSource({"15, true", "14, false"})
  void amongNoiseFewBytesAreNotSure(int windowsOfText, boolean sure) {
    attempts(1, noise(""));
    attempts(windowsOfText, text(""));
    comes(ECHO);
    assertEquals(sure, isSure(PeerSign.ECHO));
  }

  @Test
  void amongNoiseAPromptIsSureWhereNothingFollows() {
    attempts(2, noise(""));
    comes("root@host:~# ");
    evidence.judge();
    assertNull(evidence.proof(PeerSign.PROMPT, false));
    assertNotNull(evidence.proof(PeerSign.PROMPT, true));
    comes("x");
    evidence.judge();
    assertNull(evidence.proof(PeerSign.PROMPT, true));
  }

  @Test
  void aClientIsHeardWhereMoreSynsAreForeignThanOurs() {
    attempts(1, FOREIGN);
    attempts(1, ECHO);
    assertFalse(evidence.hearsAClient());
    attempts(1, FOREIGN);
    assertTrue(evidence.hearsAClient());
  }
}

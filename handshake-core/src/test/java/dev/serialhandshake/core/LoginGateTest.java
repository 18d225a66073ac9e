// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets the bytes of a line that a login and clients share. */
class LoginGateTest {
  private static final long MILLISECOND = 1_000_000;

  private LoginGate gate = gate(LoginSettings.defaults());
  private final StringBuilder typed = new StringBuilder();
  private final StringBuilder shown = new StringBuilder();
  private int refusals;
  private long now;

  private static LoginGate gate(LoginSettings settings) {
    return new LoginGate(HandshakeSettings.defaults(), settings);
  }

  /** One read; bytes above 7f are those of Latin-1. */
  private void reads(String bytes) {
    byte[] read = bytes.getBytes(ISO_8859_1);
    gate.receive(ByteView.of(read, 0, read.length), now);
    poll();
  }

  /** Byte by byte. */
  private void readsSlowly(String bytes, long millis) {
    for (int i = 0; i < bytes.length(); i++) {
      reads(bytes.substring(i, i + 1));
      waits(millis);
    }
  }

  private void waits(long millis) {
    long until = now + millis * MILLISECOND;
    long wait;
    while ((wait = gate.nanosToTimeout(now)) <= until - now) {
      now += wait;
      gate.timeout(now);
      poll();
    }
    now = until;
  }

  private void poll() {
    byte[] bytes = gate.pollTyped();
    typed.append(bytes == null ? "" : new String(bytes, ISO_8859_1));
    byte[] read = gate.pollShown();
    shown.append(read == null ? "" : "[" + HexFormat.of().formatHex(read) + "]");
    refusals += gate.pollRefused() ? 1 : 0;
  }

  private void assertTyped(String expected) {
    assertEquals(expected, typed.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"ls", "\3", "\4", "\0", "\25", "\6\u00a0", "\u00e4\u00ff", "SSH-2.0-"})
  void whatIsTypedReachesTheLogin(String keys) {
    reads(keys);
    waits(50);
    assertTyped(keys);
    assertEquals(LoginGate.State.LOGIN, gate.state());
    assertEquals("", shown.toString());
  }

  @Test
  void whatCannotBeginASynIsNotHeldBack() {
    reads("ls");
    assertTyped("ls");
  }

  @Test
  void aReadOfNothingIsNothing() {
    reads("");
    assertEquals(Long.MAX_VALUE, gate.nanosToTimeout(now));
    reads("\26");
    waits(30);
    reads("");
    waits(20);
    assertTyped("\26");
  }

  @Test
  void aTimeoutIsDueOnlyWhileSomethingWaits() {
    reads("ls");
    assertEquals(Long.MAX_VALUE, gate.nanosToTimeout(now));
    reads("\26");
    assertEquals(50 * MILLISECOND, gate.nanosToTimeout(now));
    assertEquals(0, gate.nanosToTimeout(now + 60 * MILLISECOND));
    gate.timeout(now + 50 * MILLISECOND - 1);
    poll();
    assertTyped("ls");
    waits(50);
    assertTyped("ls\26");
    assertEquals(Long.MAX_VALUE, gate.nanosToTimeout(now));
  }

  @Test
  void noiseThatEndsAnAttemptIsNeitherASynNorTheNonceOfOne() {
    assertArrayEquals(new byte[] {0, 0}, LoginGate.endOfAttempt());
  }

  @Test
  void whatIsNotThereIsNull() {
    assertNull(gate.pollTyped());
    assertNull(gate.pollShown());
  }

  @ParameterizedTest
  @ValueSource(strings = {"\26\u00a0", "\25\26\u00a0"})
  void aSynIsShownToTheHandshakeAndNotToTheLogin(String syn) {
    reads(syn);
    assertEquals(LoginGate.State.ATTEMPT, gate.state());
    assertEquals("[" + HexFormat.of().formatHex(syn.getBytes(ISO_8859_1)) + "]", shown.toString());
    waits(999);
    assertTyped("");
  }

  @Test
  void aSynMayArriveByteByByte() {
    reads("\25");
    waits(49);
    reads("\26");
    waits(49);
    reads("\u00a0");
    assertEquals("[1516a0]", shown.toString());
    assertTyped("");
  }

  @Test
  void ctrlVAndALetterTypedByHandAreNoSyn() {
    reads("\26");
    waits(49);
    assertTyped("");
    waits(1);
    assertTyped("\26");
    reads("a");
    waits(10_000);
    assertTyped("\26a");
    assertEquals(LoginGate.State.LOGIN, gate.state());
  }

  @Test
  void twoBytesFurtherApartThanTheQuietTimeAreNoSynWhenTheTimerIsLate() {
    reads("\26");
    now += 50 * MILLISECOND;
    reads("a");
    assertTyped("\26a");
    assertEquals(LoginGate.State.LOGIN, gate.state());
  }

  @Test
  void aSynInTheMidstOfAReadIsText() {
    reads("x\26\u00a0y");
    assertTyped("x\26\u00a0y");
    assertEquals("", shown.toString());
  }

  @Test
  void aSynRightAfterTextCountsWhenNothingFollows() {
    reads("x\26\u00a0");
    assertTyped("x");
    waits(49);
    assertEquals("", shown.toString());
    waits(1);
    assertEquals("[16a0]", shown.toString());
  }

  @Test
  void aSynRightAfterTextIsTextWhenMoreFollows() {
    reads("x\26\u00a0");
    waits(49);
    reads("y");
    waits(1000);
    assertTyped("x\26\u00a0y");
    assertEquals("", shown.toString());
  }

  @Test
  void afterMoreThanAFewBytesTheLineMustBeQuietForTheSettleTime() {
    reads("a boot log\26\u00a0");
    waits(499);
    assertEquals("", shown.toString());
    waits(1);
    assertEquals("[16a0]", shown.toString());
  }

  @Test
  void aFalseSynCostsOneAttemptTimeoutAndThenAllIsTypedInOrder() {
    reads("\26a");
    waits(400);
    reads("l");
    reads("s\r");
    waits(599);
    assertTyped("");
    assertEquals("[1661][6c][730d]", shown.toString());
    waits(1);
    assertTyped("\26als\r");
    assertEquals(LoginGate.State.LOGIN, gate.state());
    reads("x");
    assertTyped("\26als\rx");
  }

  @Test
  void theAttemptTimeoutBeginsAnewWithEachAnswer() {
    reads("\26\u00a0");
    waits(900);
    gate.answered(now);
    waits(999);
    assertEquals(LoginGate.State.ATTEMPT, gate.state());
    waits(1);
    assertEquals(LoginGate.State.LOGIN, gate.state());
  }

  @Test
  void aReadAfterTheAttemptTimeoutIsTypedWhenTheTimerIsLate() {
    reads("\26a");
    now += 1000 * MILLISECOND;
    reads("b");
    assertTyped("\26ab");
    assertEquals(LoginGate.State.LOGIN, gate.state());
  }

  @Test
  void theFramesOfACompletedHandshakeAreNotTyped() {
    reads("\26\u00a0");
    gate.answered(now);
    reads("\6\u00c1");
    gate.completed();
    waits(100_000);
    assertTyped("");
    assertEquals(LoginGate.State.IN_SYNC, gate.state());
    assertThrows(IllegalStateException.class, () -> reads("S"));
  }

  @Test
  void aHandshakeThatBeginsAnewAfterItsEndHasAnAttemptTimeoutToo() {
    reads("\26\u00a0");
    gate.completed();
    gate.answered(now);
    assertEquals(LoginGate.State.ATTEMPT, gate.state());
    waits(1000);
    assertEquals(LoginGate.State.LOGIN, gate.state());
  }

  @Test
  void aHandshakeThatFailsByItselfGivesTheLineBackAtOnce() {
    reads("\26\u00a0");
    gate.failed();
    poll();
    assertTyped("\26\u00a0");
    assertEquals(LoginGate.State.LOGIN, gate.state());
  }

  @Test
  void withoutAnAttemptNeitherItsAnswerNorItsFailureMatters() {
    reads("\26");
    gate.answered(now);
    gate.failed();
    poll();
    assertEquals(LoginGate.State.LOGIN, gate.state());
    assertTyped("");
    reads("\u00a0");
    assertEquals("[16a0]", shown.toString());
  }

  @Test
  void anAttemptHoldsAsMuchAsThereIsRoomFor() {
    reads("\26\u00a0");
    reads("x".repeat(LoginGate.MOST_HELD - 2));
    assertEquals(LoginGate.State.ATTEMPT, gate.state());
    reads("y");
    assertEquals(LoginGate.State.LOGIN, gate.state());
  }

  @Test
  void aFloodEndsAnAttempt() {
    reads("\26\u00a0");
    String flood = "x".repeat(LoginGate.MOST_HELD);
    reads(flood);
    assertTyped("\26\u00a0" + flood);
    assertEquals(LoginGate.State.LOGIN, gate.state());
  }

  @Test
  void aSessionBeginsWithTheFirstLine() {
    reads("root");
    assertFalse(gate.isSession());
    reads("\r");
    assertTrue(gate.isSession());
    gate.restart();
    assertFalse(gate.isSession());
    reads("root\n");
    assertTrue(gate.isSession());
  }

  @Test
  void aNewLoginGetsNothingOfTheLastOne() {
    byte[] read = {'l', 's'};
    gate.receive(ByteView.of(read, 0, 2), now);
    gate.restart();
    assertNull(gate.pollTyped());
  }

  @Test
  void theIdleTimeIsOverOnTheDot() {
    reads("root\r");
    waits(60_000);
    reads("\26\u00a0");
    assertEquals(LoginGate.State.ATTEMPT, gate.state());
  }

  /** What the explorer relies on. */
  @Test
  void aCopyGoesItsOwnWay() {
    assertTrue(gate.isQuiet(now));
    reads("x\25\26");
    LoginGate copy = new LoginGate(gate);
    assertEquals(2, copy.heldLength());
    assertFalse(copy.isQuiet(now));
    byte[] read = {(byte) 0xa0};
    copy.receive(ByteView.of(read, 0, 1), now);
    copy.timeout(now + 50 * MILLISECOND);
    assertArrayEquals(new byte[] {0x15, 0x16, (byte) 0xa0}, copy.pollShown());
    assertEquals(LoginGate.State.LOGIN, gate.state());
    assertEquals(2, gate.heldLength());
  }

  @Test
  void aSessionEndsWithItsLoginDuringAnAttemptToo() {
    reads("root\r");
    waits(60_000);
    reads("\26\u00a0");
    gate.loginEnded();
    waits(1000);
    assertFalse(gate.isSession());
    assertTyped("root\r\26\u00a0");
  }

  @Test
  void whoHasTypedALineIsNotEndedByASyn() {
    reads("root\r");
    waits(1000);
    reads("\26\u00a0");
    waits(49);
    assertTyped("root\r");
    assertEquals(0, refusals);
    waits(1);
    assertTyped("root\r\26\u00a0");
    assertEquals(1, refusals, "nothing followed the SYN: it is a client's");
    assertEquals(LoginGate.State.LOGIN, gate.state());
    assertEquals("", shown.toString());
  }

  @Test
  void aSynAmidTypedTextIsToldToNobody() {
    reads("root\r");
    waits(1000);
    reads("x\26\u00a0");
    assertTyped("root\rx\26\u00a0");
    waits(1000);
    reads("\26\u00a0");
    waits(20);
    reads("y");
    waits(1000);
    assertTyped("root\rx\26\u00a0\26\u00a0y");
    assertEquals(0, refusals);
  }

  @Test
  void aSessionInWhichNobodyTypesIsEndedByASyn() {
    reads("root\r");
    waits(59_999);
    reads("\26\u00a0");
    assertEquals(LoginGate.State.LOGIN, gate.state());
    waits(60_000);
    reads("\26\u00a1");
    assertEquals(LoginGate.State.ATTEMPT, gate.state());
  }

  @Test
  void withAnIdleTimeOfZeroASynIsAlwaysAnswered() {
    gate = gate(LoginSettings.builder().idle(Duration.ZERO).build());
    reads("root\r");
    waits(50);
    reads("\26\u00a0");
    assertEquals(LoginGate.State.ATTEMPT, gate.state());
  }

  /** Else a port that glitches as it opens keeps its client out for ever. */
  @ParameterizedTest
  @ValueSource(strings = {"\0", "\u00ff", "\u0080", "\26\u00a0\26\u00a1"})
  void glitchesAndSynsAreNotTyping(String bytes) {
    reads("root\r");
    waits(59_000);
    readsSlowly(bytes, 10);
    waits(1000);
    reads("\26\u00a5");
    assertEquals(LoginGate.State.ATTEMPT, gate.state());
  }

  @Test
  void anAttemptThatFailedIsNotTyping() {
    reads("root\r");
    waits(60_000);
    reads("\26\u00a0");
    waits(1000);
    reads("\26\u00a1");
    assertEquals(LoginGate.State.ATTEMPT, gate.state());
  }

  @ParameterizedTest
  @ValueSource(strings = {"\26", "\25", "\6", "\3", "x"})
  void aKeyIsTyping(String key) {
    reads("root\r");
    waits(59_000);
    reads(key);
    waits(2_000);
    reads("\26\u00a0");
    assertEquals(LoginGate.State.LOGIN, gate.state());
  }

  @Test
  void plainSshIsTextUnlessItIsAllowed() {
    reads("SSH-2.0-OpenSSH_9.2\r\n");
    assertTyped("SSH-2.0-OpenSSH_9.2\r\n");
  }

  @Test
  void aLineThatBeginsAsAnIdentIsAClientWhereThatIsAllowed() {
    String ident = "SSH-2.0-x\r\n";
    for (int split = 0; split < 8; split++) {
      gate = gate(LoginSettings.builder().plain(true).build());
      shown.setLength(0);
      reads(ident.substring(0, split));
      waits(49);
      reads(ident.substring(split));
      assertEquals(LoginGate.State.PLAIN, gate.state());
      assertEquals("[5353482d322e302d780d0a]", shown.toString(), "split at " + split);
      assertTyped("");
    }
  }

  @Test
  void anIdentTypedByHandIsText() {
    gate = gate(LoginSettings.builder().plain(true).build());
    readsSlowly("SSH-2.0-", 60);
    assertTyped("SSH-2.0-");
  }

  @Test
  void anIdentThatDoesNotBeginALineIsText() {
    gate = gate(LoginSettings.builder().plain(true).build());
    reads("echo ");
    reads("SSH-2.0-x\r\n");
    assertTyped("echo SSH-2.0-x\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"echo\r", "echo\n", "echo\r\n"})
  void anIdentAfterTheEndOfALineIsAClient(String line) {
    gate = gate(LoginSettings.builder().plain(true).idle(Duration.ZERO).build());
    reads(line);
    reads("SSH-2.0-x\r\n");
    assertTyped(line);
    assertEquals(LoginGate.State.PLAIN, gate.state());
  }

  @Test
  void anIdentIsTextWhileSomebodyIsAtTheLogin() {
    gate = gate(LoginSettings.builder().plain(true).build());
    reads("root\r");
    reads("SSH-2.0-x\r\n");
    assertTyped("root\rSSH-2.0-x\r\n");
  }

  /** Every way to cut a text into reads, without a pause: the login gets all of it in order. */
  @Test
  void howATextIsCutIsNoMatter() {
    String text = "a\26\u00a0\25\26b\26";
    for (int cuts = 0; cuts < 1 << (text.length() - 1); cuts++) {
      gate = gate(LoginSettings.defaults());
      typed.setLength(0);
      int from = 0;
      for (int to = 1; to <= text.length(); to++) {
        if (to == text.length() || (cuts & (1 << (to - 1))) != 0) {
          reads(text.substring(from, to));
          from = to;
        }
      }
      waits(10_000);
      assertTyped(text);
    }
  }
}

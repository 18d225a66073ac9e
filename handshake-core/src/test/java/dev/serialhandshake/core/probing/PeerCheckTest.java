// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.probing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.core.ByteView;
import dev.serialhandshake.core.ChosenRandom;
import dev.serialhandshake.core.FailureReason;
import dev.serialhandshake.core.HandshakeException;
import dev.serialhandshake.core.HandshakeObserver;
import dev.serialhandshake.core.HandshakeSettings;
import dev.serialhandshake.core.VerdictKind;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class PeerCheckTest {

  private static final long ONE_MINUTE = 60_000_000_000L;

  private final PeerCheck check =
      new PeerCheck(
          HandshakeSettings.defaults(), ChosenRandom.nonces(0xA0), HandshakeObserver.NONE);

  private static byte[] bytes(String hex) {
    return HexFormat.ofDelimiter(" ").parseHex(hex);
  }

  private void receive(String hex) {
    byte[] bytes = bytes(hex);
    check.receive(ByteView.of(bytes, 0, bytes.length), 1_000_000);
  }

  private void start() {
    check.start(0);
    assertArrayEquals(bytes("16 a0"), check.pollTransmit());
  }

  @Test
  void aPeerThatAnswersIsLeftWithoutAnAck() {
    start();
    receive("06 a1 c0");
    assertTrue(check.isDone());
    assertNull(check.pollTransmit());
    assertNull(check.failure());
    assertEquals(Long.MAX_VALUE, check.nanosToTimeout(1_000_000));
  }

  @Test
  void whatIsNoPeerGetsItsVerdict() {
    start();
    receive("16 a0");
    assertFalse(check.isDone());
    check.timeout(ONE_MINUTE);
    assertTrue(check.isDone());
    HandshakeException failure = check.failure();
    assertNotNull(failure);
    assertEquals(VerdictKind.LOOPBACK, failure.report().verdict().kind());
  }

  @Test
  void aLineThatClosesIsSaidToBeClosed() {
    start();
    check.inputClosed();
    assertTrue(check.isDone());
    assertEquals(FailureReason.LINE_CLOSED, check.failure().reason());
  }

  @Test
  void thereIsNoFailureBeforeTheEnd() {
    start();
    assertNull(check.failure());
    assertTrue(check.nanosToTimeout(0) > 0);
  }
}

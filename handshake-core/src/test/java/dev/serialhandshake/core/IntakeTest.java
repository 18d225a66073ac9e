// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Counts of what was received, and when evidence begins; the nonces are those of a client. */
class IntakeTest {

  private static final int NONCE = 0xa0;
  private static final int SYN_ACK = Frame.synAck(NONCE, 0xc0);

  private final Intake intake = new Intake(Role.CLIENT);

  private void add(String hex) {
    byte[] read = Script.bytes(hex);
    intake.add(ByteView.of(read, 0, read.length), read.length, NONCE, 0);
  }

  private long take(int frame) {
    Step step = frame == SYN_ACK ? Step.SYN_ACK : Step.FINAL_ACK;
    return intake.take(step, frame, NONCE, 0);
  }

  private byte[] discarded() {
    Evidence evidence = intake.evidenceIfAny();
    assertNotNull(evidence);
    return evidence.discarded.toArray();
  }

  @Test
  void aHandshakeOnACleanLineNeedsNoEvidence() {
    assertTrue(intake.isEmpty());
    add("06 a1 c0");
    assertFalse(intake.isEmpty());
    assertEquals(0, take(SYN_ACK));
    add("06");
    assertEquals(0, take(Frame.finalAck()));
    assertEquals(0, intake.discarded());
    assertNull(intake.evidenceIfAny());
  }

  @Test
  void eightBytesAreKeptAndTheNinthBeginsEvidence() {
    add("41 42 43 44");
    add("45 46 47 48");
    assertEquals(8, intake.discarded());
    assertNull(intake.evidenceIfAny());
    add("49");
    assertEquals(9, intake.discarded());
    assertArrayEquals(Script.bytes("41 42 43 44 45 46 47 48 49"), discarded());
  }

  @Test
  void aFrameAfterGarbageBeginsEvidence() {
    add("41 42");
    add("06 a1 c0");
    assertEquals(2, take(SYN_ACK));
    assertArrayEquals(Script.bytes("41 42"), discarded());
    add("43 06");
    assertEquals(1, take(Frame.finalAck()), "since the frame before");
    assertEquals(3, intake.discarded());
    assertEquals(7, intake.evidence(NONCE, 0).received);
  }

  @Test
  void aFrameCountsForEvidenceThatIsThereWithoutGarbageToo() {
    Evidence evidence = intake.evidence(NONCE, 0);
    add("06 a1 c0");
    assertEquals(0, take(SYN_ACK));
    assertEquals(1, evidence.answers);
    assertEquals(0, evidence.discarded.length());
  }

  @Test
  void whatIsGivenBackIsNoGarbage() {
    add("41 42 43 44 45");
    intake.giveBack(2);
    assertEquals(3, intake.discarded());
    add("46");
    assertEquals(4, intake.discarded());
    intake.evidence(NONCE, 0);
    assertArrayEquals(Script.bytes("41 42 43 46"), discarded());
    intake.giveBack(1);
    assertEquals(3, intake.discarded());
    assertArrayEquals(Script.bytes("41 42 43"), discarded());
    assertEquals(3, intake.evidence(NONCE, 0).received);
  }

  @Test
  void allThatWasReceivedMayBeGivenBack() {
    add("41");
    intake.giveBack(1);
    assertTrue(intake.isEmpty());
    assertEquals(0, intake.discarded());
  }
}

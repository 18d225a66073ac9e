// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A frame counts only on a line that is quiet before it or stays quiet after it. */
class QuietTest {

  private static final String NINE_BYTES = "30 31 32 33 34 35 36 37 38";

  @Test
  void onALineThatWasCleanNobodyWaits() {
    Script.client().reads("06 a1 c0").sends("06 c1").reads("06").is(State.ESTABLISHED);
    Script.server().reads("16 a0").sends("06 a1 c0").reads("06 c1").sends("06");
  }

  @Test
  void afterTheQuietTimeNobodyWaits() {
    Script.client().reads("30").waits(50).reads("06 a1 c0").sends("06 c1");
    Script.server().reads("30").passes(50).reads("16 a0").sends("06 a1 c0");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 49})
  void aFrameSoonAfterNoiseWaitsForTheRestOfTheQuietTime(int after) {
    Script client = Script.client().reads("30").waits(after).reads("06 a1 c0").silent();
    client.is(State.SYN_ACK_IN_DOUBT).waitsExactly(50 - after).sends("06 c1").is(State.ACK_SENT);
    Script server = Script.server().reads("30").passes(after).reads("16 a0").silent();
    server.is(State.SYN_IN_DOUBT).waitsExactly(50 - after).sends("06 a1 c0").is(State.ANSWERED);
  }

  @Test
  void anAckAfterNoiseWaitsToo() {
    Script server = Script.server().reads("16 a0").sends("06 a1 c0").reads("30 06 c1").silent();
    server.is(State.ACK_IN_DOUBT).waitsExactly(50).sends("06").is(State.ESTABLISHED);
    server = Script.server().reads("16 a0").sends("06 a1 c0").passes(600).reads("30 06 c1");
    server.silent().is(State.ACK_IN_DOUBT).waitsExactly(50).sends("06").is(State.ESTABLISHED);
  }

  @Test
  void afterMoreThanAFewBytesTheQuietTimeIsTheSettleTime() {
    Script.client().reads(NINE_BYTES + " 06 a1 c0").waitsExactly(500).sends("06 c1");
    Script.server().reads(NINE_BYTES).passes(490).reads("16 a0").waitsExactly(10).sends("06 a1 c0");
    Script.server().reads(NINE_BYTES).passes(500).reads("16 a0").sends("06 a1 c0");
  }

  @Test
  void strayBytesAddUpUntilTheLineHasSettled() {
    Script server = Script.server();
    for (int i = 0; i < 9; i++) {
      server.passes(60).reads("30");
    }
    server.passes(60).reads("16 a0").waitIs(440);
    server = Script.server();
    for (int i = 0; i < 9; i++) {
      server.passes(500).reads("30");
    }
    server.passes(60).reads("16 a0").sends("06 a1 c0");
  }

  @Test
  void noiseAfterAFrameVoidsIt() {
    Script client = Script.client().reads("30 06 a1 c0").waits(49).reads("30").silent();
    client.is(State.DRAINING).waitsExactly(50).sends("15 16 a3");
    Script server = Script.server().reads("30 16 a0").waits(49).reads("30").is(State.LISTENING);
    server.waits(10_000).silent().reads("16 a3").sends("06 a4 c0");
    server = Script.server().reads("16 a0").sends("06 a1 c0").reads("30 06 c1").reads("30");
    server.is(State.ANSWERED_LONG_AGO).waits(1000).silent().reads("16 a3").sends("06 a4 c3");
  }

  @Test
  void onlyTheLastSynInNoiseIsAnswered() {
    Script server = Script.server().reads("30 16 a0").waits(40).reads("16 a3").waitsExactly(50);
    server.sends("06 a4 c0");
    server = Script.server().reads("30 16 a0").waits(40).drips("16 a3").waitsExactly(50);
    server.sends("06 a4 c0");
  }

  @Test
  void aSynEndsTheWaitForAnAckInNoise() {
    Script server = Script.server().reads("16 a0").sends("06 a1 c0").reads("30 06 c1");
    server.reads("16 a3").is(State.SYN_IN_DOUBT).waits(50).sends("06 a4 c3").is(State.ANSWERED);
  }

  @Test
  void anAckInNoiseMayComeTwice() {
    Script server = Script.server().reads("16 a0").sends("06 a1 c0").reads("30 06 c1");
    server.waits(40).reads("06 c1").is(State.ACK_IN_DOUBT).waitsExactly(50).sends("06");
  }

  /** A client of the original in a boot log sends a SYN for each three bytes that it reads. */
  @Test
  void aStormOfSynsIsNoise() {
    Script server = Script.server().reads("16 01").sends("06 02 c0");
    for (int i = 0; i < 200; i++) {
      server.waits(5).reads("16 04").silent();
    }
    server.is(State.SYN_IN_DOUBT).waitsExactly(500).sends("06 05 c3").is(State.ANSWERED);
  }

  @Test
  void aClientOfTheOriginalIsAnsweredBeforeItGivesUp() {
    Script server = Script.server();
    for (int i = 0; i < 300; i++) {
      server.waits(5).reads("30 31 32 33 34 35 36 37 38 39 16 01").silent();
    }
    server.waitIs(500);
  }

  @Test
  void theFirstPartOfAFrameIsNoNoise() {
    Script.client().reads("06").waits(10).reads("a1").waits(10).reads("c0").sends("06 c1");
    Script.server().reads("16").passes(10).reads("a0").sends("06 a1 c0").drips("06 c1").sends("06");
  }

  /** Noise that spells a filler must not get through, and a retry must not be slower. */
  @Test
  void aSynAfterAFillerIsAnsweredAtOnceAndItsAckWaits() {
    Script server = Script.server().reads("15 16 a3").sends("06 a4 c0").reads("06 c1").silent();
    server.is(State.ACK_IN_DOUBT).waitsExactly(50).sends("06");
    Script.server().drips("15 16 a3").sends("06 a4 c0").passes(50).reads("06 c1").sends("06");
    Script.server().reads("15").reads("15 16 a3").silent().is(State.SYN_IN_DOUBT);
  }

  @Test
  void whatMayBeNoiseIsNoiseALateAnswerToo() {
    Script client = Script.client().waits(1000).sends("15 16 a3").reads("06 a1 c0");
    client.reads("06 a4 c3").silent().waitsExactly(50).sends("06 c4");
  }

  @Test
  void aLineThatIsNeverQuietHasAVerdict() {
    Script client = Script.client();
    for (int i = 0; i < 150; i++) {
      client.waits(200).receive("device 1 is ready\r\n".getBytes(US_ASCII));
    }
    client.failedFor(FailureReason.NEVER_QUIET);
    HandshakeReport report = client.handshake.report();
    Verdict verdict = report.verdict();
    assertEquals(VerdictKind.NEVER_QUIET, verdict.kind());
    assertEquals(
        "the line is never quiet: a program writes to it, and pauses for no longer than 200 ms",
        verdict.sentence());
    assertEquals(1, report.attempts());
    assertTrue(verdict.proof().text().startsWith("device 1"), verdict.proof().text());
  }

  @Test
  void aKernelThatIsNeverQuietIsNamed() {
    Script client =
        Script.client(HandshakeSettings.builder().handshakeTimeout(Duration.ofSeconds(5)).build());
    for (int i = 0; i < 50; i++) {
      client.waits(100).receive("[   12.345678] usb 1-1: reset\r\n".getBytes(US_ASCII));
    }
    String sentence = client.handshake.report().verdict().sentence();
    assertEquals(
        "the line is never quiet: a kernel writes to it, and pauses for no longer than 100 ms",
        sentence);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Noise has no getty in it. */
class FalseAlarmTest {

  @ParameterizedTest
  @EnumSource
  void endlessRandomBytesAreNoText(Role role) {
    for (int seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      HandshakeSettings settings = HandshakeSettings.defaults();
      Handshake handshake =
          role == Role.CLIENT
              ? Handshake.client(settings, random, HandshakeObserver.NONE)
              : Handshake.server(settings, random, HandshakeObserver.NONE);
      handshake.start(0);
      byte[] read = new byte[64];
      for (long now = 0; now < 31_000_000_000L; now += 60_000_000) {
        random.nextBytes(read);
        handshake.receive(ByteView.of(read, 0, read.length), now);
        handshake.timeout(now);
        handshake.pollTransmit();
      }
      Verdict verdict = handshake.report().verdict();
      if (handshake.state() == State.ESTABLISHED) {
        continue; // noise spelled a SYN and its ACK
      }
      assertEquals(VerdictKind.NO_TEXT, verdict.kind(), "seed " + seed + ": " + verdict);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "9600, 115200",
    "9600, 57600",
    "9600, 38400",
    "9600, 19200",
    "19200, 115200",
    "57600, 115200",
    "115200, 57600",
    "115200, 9600",
    "38400, 9600",
    "19200, 9600"
  })
  void aBootLogAtAnotherSpeedIsABaudMismatch(int sender, int receiver) {
    byte[] log = DiagnosisTest.resource("boot-noise-linux.bin");
    byte[] garbled = UartLine.receive(log, sender, receiver);
    Script script = Script.client();
    int end = Math.min(garbled.length, 6000);
    for (int from = 0; from < end; from += 64) {
      script.receive(Arrays.copyOfRange(garbled, from, Math.min(end, from + 64)));
      script.waits(60);
      script.handshake.pollTransmit();
    }
    Verdict verdict = script.waits(30_000).handshake.report().verdict();
    boolean slow = sender < receiver; // a fast sender looks like noise
    assertEquals(slow ? VerdictKind.BAUD_MISMATCH : VerdictKind.NO_TEXT, verdict.kind());
  }

  @Test
  void theSimulatedLineIsALine() {
    byte[] log = DiagnosisTest.resource("boot-noise-linux.bin");
    assertArrayEquals(log, UartLine.receive(log, 9600, 9600));
  }
}

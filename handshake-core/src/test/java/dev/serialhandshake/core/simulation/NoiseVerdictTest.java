// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.simulation;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.core.ByteView;
import dev.serialhandshake.core.Handshake;
import dev.serialhandshake.core.HandshakeObserver;
import dev.serialhandshake.core.HandshakeReport;
import dev.serialhandshake.core.HandshakeSettings;
import dev.serialhandshake.core.Role;
import dev.serialhandshake.core.VerdictKind;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Noise that never ends has no getty in it, no echo, no telnet and no second client. */
class NoiseVerdictTest {

  /** All that may be said of it, where an end does not find its handshake in it by chance. */
  private static final Set<VerdictKind> HARMLESS =
      EnumSet.of(
          VerdictKind.NEVER_QUIET,
          VerdictKind.NO_TEXT,
          VerdictKind.ONE_WAY,
          VerdictKind.NO_SYN,
          VerdictKind.UNCONFIRMED);

  private static final int RUNS = 20;
  private static final long END = 31_000_000_000L;

  @ParameterizedTest
  @EnumSource
  void noiseIsNoise(Garbage noise) {
    for (Role role : Role.values()) {
      for (int size : new int[] {1, 3, 7, 64, 500}) {
        for (int seed = 0; seed < RUNS; seed++) {
          HandshakeReport report = report(noise, role, size, new Random(seed));
          boolean harmless = report.verdict() == null || HARMLESS.contains(report.verdict().kind());
          assertTrue(harmless, size + " bytes a read, run " + seed + ": " + report);
        }
      }
    }
  }

  private static HandshakeReport report(Garbage noise, Role role, int size, Random random) {
    HandshakeSettings settings = HandshakeSettings.defaults();
    Handshake end =
        role == Role.CLIENT
            ? Handshake.client(settings, random, HandshakeObserver.NONE)
            : Handshake.server(settings, random, HandshakeObserver.NONE);
    end.start(0);
    long step = size == 1 ? 1_000_000 : 60_000_000; // 60 ms: each read is behind a pause
    for (long now = 0; now < END && !end.state().isFinal(); now += step) {
      byte[] read = noise.bytes(size, random, role == Role.CLIENT);
      end.receive(ByteView.of(read, 0, size), now);
      end.timeout(now);
      end.pollTransmit();
    }
    return end.report();
  }
}

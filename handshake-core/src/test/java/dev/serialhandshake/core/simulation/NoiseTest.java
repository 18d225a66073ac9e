// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.simulation;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.core.ByteView;
import dev.serialhandshake.core.Handshake;
import dev.serialhandshake.core.HandshakeObserver;
import dev.serialhandshake.core.HandshakeSettings;
import dev.serialhandshake.core.Role;
import java.time.Duration;
import java.util.Random;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** One end alone, and nothing but noise. */
class NoiseTest {

  private static final int MEGABYTE = 1 << 20;
  private static final HandshakeSettings FOR_EVER =
      HandshakeSettings.builder().handshakeTimeout(Duration.ZERO).build();

  /** A client waits for quiet between its SYNs, a server half a second between its answers. */
  private static final double FRAMES_PER_SECOND_OF_CLIENT = 20;

  private static final double FRAMES_PER_SECOND_OF_SERVER = 2;

  private static Handshake started(Role role, long seed) {
    Random random = new Random(seed);
    Handshake handshake =
        role == Role.CLIENT
            ? Handshake.client(FOR_EVER, random, HandshakeObserver.NONE)
            : Handshake.server(FOR_EVER, random, HandshakeObserver.NONE);
    handshake.start(0);
    return handshake;
  }

  /** Noise that may have the nonce of an attempt by chance is left out; SYNs are taken. */
  @Property(tries = 150, edgeCases = EdgeCasesMode.NONE)
  void noiseIsGarbageAndBoundsTheOutput(
      @ForAll Role role,
      @ForAll Garbage taste,
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = MEGABYTE) int length,
      @ForAll @IntRange(min = 1, max = 4096) int longestRead,
      @ForAll @IntRange(max = 100) int millisBetweenReads) {
    boolean mayKnow = taste == Garbage.OLD_FRAMES || taste == Garbage.BYTES;
    Garbage noise = mayKnow ? Garbage.SEVEN_BITS : taste;
    Random random = new Random(seed);
    byte[] bytes = noise.bytes(length, random, role == Role.CLIENT);
    Handshake handshake = started(role, seed);
    long pause = MILLISECONDS.toNanos(millisBetweenReads);
    long now = 0;
    int frames = handshake.pollTransmit() == null ? 0 : 1;
    int syns = 0;
    for (int read = 0; read < length; ) {
      int count = Math.min(length - read, 1 + random.nextInt(longestRead));
      assertEquals(count, handshake.receive(ByteView.of(bytes, read, count), now));
      read += count;
      if (handshake.pollTransmit() != null) {
        frames++;
        syns++;
      }
      now += pause;
      if (handshake.nanosToTimeout(now) == 0) {
        handshake.timeout(now);
        if (handshake.pollTransmit() != null) {
          frames++;
          syns += role == Role.SERVER ? 1 : 0;
        }
      }
      assertFalse(handshake.state().isFinal());
    }
    assertEquals(length - 2L * syns, handshake.report().discardedBytes());
    double perSecond =
        role == Role.CLIENT ? FRAMES_PER_SECOND_OF_CLIENT : FRAMES_PER_SECOND_OF_SERVER;
    double most = 1 + perSecond * now / 1e9;
    assertTrue(frames <= most, frames + " frames in " + now + " ns");
  }
}

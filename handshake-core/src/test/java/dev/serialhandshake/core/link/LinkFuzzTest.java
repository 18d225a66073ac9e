// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Whatever is on the line, in whatever pieces and at whatever time, nothing is thrown and what is
 * delivered is what was sent. In a plain build this runs on random scripts; with the profile {@code
 * fuzz} it looks for more.
 */
class LinkFuzzTest {

  private static final int MOST = 1 << 12;

  @FuzzTest(maxDuration = "60s")
  void anyScript(byte[] script) {
    new Play().run(script);
  }

  @Test
  void randomScripts() {
    Random random = new Random(11);
    byte[] script = new byte[400];
    for (int i = 0; i < 500; i++) {
      random.nextBytes(script);
      new Play().run(script);
    }
  }

  /** Two links, and a script of steps: what happens at which end, and bytes for it. */
  private static final class Play {
    private final Random random = new Random(1);
    private final Link[] links = {
      Link.client(LinkSettings.defaults(), random), Link.server(LinkSettings.defaults(), random)
    };
    private final int[] sent = new int[2];
    private final int[] taken = new int[2];
    private final ByteBuffer buffer = ByteBuffer.allocate(MOST);
    private long now = -5_000_000_000L;

    void run(byte[] script) {
      links[0].start(now);
      links[1].start(now);
      for (int at = 0; at + 1 < script.length; at += 2) {
        int end = script[at] & 1;
        now += (script[at + 1] & 0xffL) * 1_000_000;
        step(script, at, end);
        take(0);
        take(1);
        assertTrue(links[end].nanosToTimeout(now) >= 0);
        assertTrue(links[end].nanosToTransmit(now) >= 0);
        assertEquals(links[end].state().isFinal(), links[end].end() != null);
      }
    }

    private void step(byte[] script, int at, int end) {
      Link link = links[end];
      switch (script[at] >> 1 & 7) {
        case 0 -> noise(script, at, end);
        case 1 -> offer(script[at + 1] & 0xff, end);
        case 2 -> {
          link.lineLost(now);
          links[1 - end].lineLost(now);
        }
        case 3 -> {
          link.lineBack(now);
          links[1 - end].lineBack(now);
        }
        case 4 -> link.timeout(now);
        default -> carry(script, at, end);
      }
      link.timeout(now);
    }

    private void noise(byte[] script, int at, int end) {
      int length = Math.min(script.length - at, 8);
      links[end].receive(ByteBuffer.wrap(script, at, length), now);
    }

    private void offer(int count, int end) {
      buffer.clear();
      for (int i = 0; i < count; i++) {
        buffer.put((byte) (sent[end] + i));
      }
      sent[end] += links[end].offer(buffer.flip());
    }

    /** Carries what one end sends, with a byte of it changed now and then. */
    private void carry(byte[] script, int at, int end) {
      buffer.clear();
      int length = links[end].transmit(buffer, now);
      if (length > 0 && script[at] < -64) {
        buffer.array()[(script[at + 1] & 0xff) % length] ^= script[at];
      }
      links[1 - end].receive(buffer.flip(), now);
    }

    private void take(int end) {
      buffer.clear();
      int count = links[end].take(buffer);
      for (int i = 0; i < count; i++) {
        assertEquals((byte) (taken[end] + i), buffer.get(i));
      }
      taken[end] += count;
      assertTrue(taken[end] <= sent[1 - end]);
    }
  }
}

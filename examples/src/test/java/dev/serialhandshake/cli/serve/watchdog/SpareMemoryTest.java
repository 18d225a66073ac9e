// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.watchdog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class SpareMemoryTest {

  private static final int LOOKS = 2;

  private final AtomicInteger given = new AtomicInteger();
  private final SpareMemory memory = new SpareMemory(given::incrementAndGet);

  private void looks(int count, boolean inSession) {
    for (int i = 0; i < count; i++) {
      memory.look(() -> inSession);
    }
  }

  @Test
  void isGivenBackOnceSomeLooksAfterTheStart() {
    looks(LOOKS - 1, false);
    assertEquals(0, given.get());
    looks(1, false);
    assertEquals(1, given.get());
    looks(10 * LOOKS, false);
    assertEquals(1, given.get());
  }

  @Test
  void isGivenBackAgainSomeLooksAfterTheLastOfSeveralSessions() {
    looks(LOOKS, false);
    memory.used();
    looks(LOOKS - 1, false);
    memory.used();
    looks(LOOKS - 1, false);
    assertEquals(1, given.get());
    looks(1, false);
    assertEquals(2, given.get());
  }

  @Test
  void isKeptWhileSomebodyIsInASessionAndGivenBackAfterIt() {
    looks(10 * LOOKS, true);
    looks(10 * LOOKS, false);
    assertEquals(0, given.get());
    memory.used();
    looks(LOOKS, false);
    assertEquals(1, given.get());
  }

  @Test
  void aSessionIsAskedForOnlyWhenMemoryWouldBeGivenBack() {
    AtomicInteger asked = new AtomicInteger();
    for (int i = 0; i < 10 * LOOKS; i++) {
      memory.look(() -> asked.incrementAndGet() > 1);
    }
    assertEquals(1, asked.get());
  }

  @Test
  void toGiveItBackCollectsGarbage() {
    WeakReference<byte[]> garbage = new WeakReference<>(new byte[1 << 16]);
    SpareMemory.giveBack();
    assertNull(garbage.get());
  }
}

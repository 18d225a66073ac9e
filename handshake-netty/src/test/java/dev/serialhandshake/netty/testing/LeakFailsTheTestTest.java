// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import org.junit.jupiter.api.Test;

class LeakFailsTheTestTest {

  @Test
  void everyBufferIsWatched() {
    assertEquals(ResourceLeakDetector.Level.PARANOID, ResourceLeakDetector.getLevel());
  }

  @Test
  void aLeakedBufferIsFound() {
    ByteBufAllocator.DEFAULT.buffer(8).touch("left behind");
    String leak = LeakFailsTheTest.firstLeak();
    assertTrue(leak != null && leak.contains("left behind"), leak);
    assertNull(LeakFailsTheTest.firstLeak());
  }
}

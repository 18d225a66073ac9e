// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBufAllocator;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeakCheckTest {
  @Test
  void findsBufferThatNobodyReleased() {
    ByteBufAllocator.DEFAULT.buffer(16).writeByte(1);
    List<String> leaks = LeakCheck.findLeaks();
    assertEquals(1, leaks.size(), leaks.toString());
    assertTrue(leaks.get(0).contains("findsBufferThatNobodyReleased"), leaks.get(0));
  }

  @Test
  void findsNothingWhereAllWasReleased() {
    ByteBufAllocator.DEFAULT.buffer(16).writeByte(1).release();
    assertEquals(List.of(), LeakCheck.findLeaks());
  }
}

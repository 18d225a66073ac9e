// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.testing;

import io.netty.buffer.ByteBufAllocator;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Fails a test class after which leaked buffers are found. JUnit finds it as a service. */
public final class LeakCheck implements AfterAllCallback {
  @Override
  public void afterAll(ExtensionContext context) {
    List<String> leaks = findLeaks();
    if (!leaks.isEmpty()) {
      throw new AssertionError(leaks.size() + " leaked, first: " + leaks.get(0));
    }
  }

  static List<String> findLeaks() {
    // What the first collection found is in Netty's queue when the second one's witness is in ours.
    collectGarbage();
    collectGarbage();
    // Netty looks into its queue when it tracks a new buffer.
    ByteBufAllocator.DEFAULT.directBuffer(1).release();
    return new ArrayList<>(RecordingLeakDetector.takeLeaks());
  }

  private static void collectGarbage() {
    ReferenceQueue<Object> collected = new ReferenceQueue<>();
    WeakReference<Object> witness = new WeakReference<>(new Object(), collected);
    while (collected.poll() != witness) {
      System.gc();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.testing;

import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class that leaked a reference-counted object. Registered for all tests of the module
 * (see {@code junit-platform.properties}); the leak detector's level is set in the pom.
 *
 * <p>A leak shows only after a garbage collection. So a canary is leaked on purpose at the end, and
 * once that was reported, all that leaked before it was reported too.
 */
public final class LeakFailsTheTest implements AfterAllCallback {

  private static final int MOST_COLLECTIONS = 200;
  private static final Queue<String> LEAKS = new ConcurrentLinkedQueue<>();
  private static int canaries;

  static {
    ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new RecordingFactory());
  }

  @Override
  public void afterAll(ExtensionContext context) {
    String leak = firstLeak();
    if (leak != null) {
      throw new AssertionError("leaked by " + context.getDisplayName() + " or before it: " + leak);
    }
  }

  /** Returns the first leak since the last call, or null; forgets the others. */
  static synchronized String firstLeak() {
    if (!ResourceLeakDetector.isEnabled()) {
      return null;
    }
    String canary = "canary " + canaries++;
    leak(canary);
    String first = null;
    for (int i = 0; i < MOST_COLLECTIONS; i++) {
      System.gc();
      ByteBufAllocator.DEFAULT
          .buffer(1)
          .release(); // the detector looks when something is allocated
      boolean canaryFound = false;
      for (String leak = LEAKS.poll(); leak != null; leak = LEAKS.poll()) {
        if (leak.contains(canary)) {
          canaryFound = true;
        } else if (first == null) {
          first = leak;
        }
      }
      if (canaryFound) {
        return first;
      }
    }
    throw new AssertionError("the leak detector does not see leaks");
  }

  private static void leak(String hint) {
    ByteBufAllocator.DEFAULT.buffer(1).touch(hint);
  }

  private static final class RecordingFactory extends ResourceLeakDetectorFactory {

    @Override
    @SuppressWarnings("deprecation") // abstract, and so to be implemented
    public <T> ResourceLeakDetector<T> newResourceLeakDetector(
        Class<T> resource, int samplingInterval, long maxActive) {
      return new RecordingDetector<>(resource, samplingInterval);
    }
  }

  private static final class RecordingDetector<T> extends ResourceLeakDetector<T> {

    @SuppressWarnings("deprecation") // "for the factory", which is here
    RecordingDetector(Class<T> resource, int samplingInterval) {
      super(resource, samplingInterval);
    }

    @Override
    protected boolean needReport() {
      return true;
    }

    @Override
    protected void reportTracedLeak(String resourceType, String records) {
      LEAKS.add(resourceType + records);
    }

    @Override
    protected void reportUntracedLeak(String resourceType) {
      LEAKS.add(resourceType);
    }
  }
}

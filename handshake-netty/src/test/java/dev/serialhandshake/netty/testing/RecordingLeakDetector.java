// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.testing;

import io.netty.util.ResourceLeakDetector;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Keeps what Netty finds leaked, for {@link LeakCheck}. Netty makes it by the system property
 * {@code io.netty.customResourceLeakDetector}.
 *
 * @param <T> the type of the resource
 */
public final class RecordingLeakDetector<T> extends ResourceLeakDetector<T> {
  private static final Queue<String> LEAKS = new ConcurrentLinkedQueue<>();

  /**
   * Creates a detector, as Netty calls it.
   *
   * @param resource the type of the resource
   * @param samplingInterval how many resources there are for each tracked one
   */
  public RecordingLeakDetector(Class<?> resource, int samplingInterval) {
    super(resource, samplingInterval);
  }

  /**
   * Creates a detector, as Netty tries to at first.
   *
   * @param resource the type of the resource
   * @param samplingInterval how many resources there are for each tracked one
   * @param maxActive unused
   */
  @SuppressWarnings("unused")
  public RecordingLeakDetector(Class<?> resource, int samplingInterval, long maxActive) {
    this(resource, samplingInterval);
  }

  /** Takes what was found since the last call. */
  static Queue<String> takeLeaks() {
    Queue<String> taken = new ConcurrentLinkedQueue<>();
    String leak;
    while ((leak = LEAKS.poll()) != null) {
      taken.add(leak);
    }
    return taken;
  }

  /** By default nothing is reported unless errors are logged. */
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

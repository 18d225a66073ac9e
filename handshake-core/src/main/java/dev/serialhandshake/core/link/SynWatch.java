// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.link;

import dev.serialhandshake.core.internal.Wire;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/**
 * Sees a client that shakes hands, while this end still has a link. That client knows that the line
 * was lost; this end may not. Two SYNs tell, each after a pause and without another byte near it,
 * and without a good frame between them.
 */
final class SynWatch {

  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(300);

  /** A filler, and the two bytes of a SYN. */
  private static final int LONGEST = 3;

  private long lastAt;
  private int bytes;
  private int count;
  private boolean afterSyn;

  SynWatch(long now) {
    lastAt = now;
  }

  /**
   * Looks at the bytes of a read, and leaves them.
   *
   * @return whether they end the second SYN
   */
  boolean isSecondSyn(ByteBuffer read, long now) {
    if (now - lastAt >= PAUSE) {
      afterSyn = isSyn();
      count = 0;
    }
    lastAt = now;
    int more = Math.min(read.remaining(), LONGEST + 1);
    for (int i = 0; i < more; i++) {
      bytes = bytes << Byte.SIZE | (read.get(read.position() + i) & 0xff);
    }
    count = Math.min(count + more, LONGEST + 1);
    return afterSyn && isSyn();
  }

  private boolean isSyn() {
    boolean syn = (bytes >>> Byte.SIZE & 0xff) == Wire.SYN;
    return syn && (count == 2 || (count == LONGEST && (bytes >>> 16 & 0xff) == Wire.FILLER));
  }

  /** A good frame was received: the peer has a link. */
  void heard() {
    afterSyn = false;
    count = 0;
  }
}

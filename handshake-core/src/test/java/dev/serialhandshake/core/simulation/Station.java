// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.simulation;

import java.util.BitSet;
import java.util.Random;

/** One end and the two directions of the line that it sees. */
final class Station {

  final End end;
  private final Line in;
  private final Line out;
  private final byte[] application;
  private final Random random;

  long startAt;
  private boolean started;
  private boolean established;
  private int frames;

  /** The last bytes of the frames, which are the nonces and more. */
  private final BitSet nonces = new BitSet();

  Station(End end, Line in, Line out, byte[] application, Random random) {
    this.end = end;
    this.in = in;
    this.out = out;
    this.application = application;
    this.random = random;
  }

  long nextAt() {
    if (!started) {
      return startAt;
    }
    return established ? End.NEVER : Math.min(readAt(), end.wakeAt());
  }

  private long readAt() {
    return Math.max(in.readableAt(), end.readsFrom());
  }

  /** Does what is due; of a read and a timer at the same time, either may come first. */
  void act(long now) {
    boolean readDue = started && readAt() <= now;
    boolean wakeDue = started && end.wakeAt() <= now;
    if (!started) {
      started = true;
      end.start(now);
    } else if (readDue && (!wakeDue || random.nextBoolean())) {
      byte[] bytes = in.read(now);
      in.unread(bytes.length - end.read(bytes, now));
    } else {
      end.wake(now);
    }
    byte[] frame = end.poll(now);
    if (frame != null) {
      frames++;
      nonces.set(frame[frame.length - 1] & 0xff);
      out.send(frame, now);
    }
    if (end.isEstablished()) {
      established = true;
      out.application(application, now);
    }
  }

  boolean isEstablished() {
    return established;
  }

  /** Whether the noise has a nonce of this end, plus an offset, behind a flag. */
  boolean isSpelledBy(byte[] noise, int flag, int offset) {
    for (int i = 1; i < noise.length; i++) {
      if (noise[i - 1] == flag && nonces.get((noise[i] - offset) & 0xff)) {
        return true;
      }
    }
    return false;
  }

  int frames() {
    return frames;
  }
}

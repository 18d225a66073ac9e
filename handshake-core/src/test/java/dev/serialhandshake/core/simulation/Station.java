// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.simulation;

import java.util.Random;

/** One end and the two directions of the line that it sees. */
final class Station {

  final End end;
  private final boolean client;
  private final Line in;
  private final Line out;
  private final byte[] application;
  private final Random random;

  long startAt;
  private boolean started;
  private boolean established;
  private int frames;

  /** Whether what it took for the peer's frame, and acts upon since, is noise. */
  private boolean misled;

  Station(End end, boolean client, Line in, Line out, byte[] application, Random random) {
    this.end = end;
    this.client = client;
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
    boolean accepted = hasAccepted();
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
    if (hasAccepted() && !accepted) {
      misled = acceptedNoise();
    }
    if (frame != null) {
      frames++;
      boolean answersSyn = !client && frame.length == 3;
      out.send(frame, now, answersSyn && (in.wasNoise(0) || in.wasNoise(1)));
    }
    if (end.isEstablished()) {
      established = true;
      in.unread(end.heldBytes());
      out.application(application, now);
    }
  }

  boolean isEstablished() {
    return established;
  }

  /** Whether it has the frame with its own nonce, step 2 or 3. */
  private boolean hasAccepted() {
    return end.awaitsFinalAck() || end.isConfirming() || end.isEstablished();
  }

  /** Step 2 is told by its first two bytes of three, step 3 by both of its two. */
  private boolean acceptedNoise() {
    int last = client ? 1 : 0;
    return in.wasNoise(last) && in.wasNoise(last + 1);
  }

  /**
   * Whether it went by a coincidence: both bytes of the frame that has its nonce were noise, or the
   * answer to noise.
   */
  boolean isMisled() {
    return misled && hasAccepted();
  }

  int frames() {
    return frames;
  }
}

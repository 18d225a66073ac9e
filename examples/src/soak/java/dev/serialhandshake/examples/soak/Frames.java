// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.examples.soak;

import dev.serialhandshake.core.HandshakeObserver;
import dev.serialhandshake.core.Step;
import java.util.Locale;
import java.util.function.Consumer;

/** Follows the frames of one handshake. Written on the event loop of its end, read anywhere. */
final class Frames implements HandshakeObserver {
  private volatile long lastSynNanos;
  private volatile String nonces = "";
  private final Consumer<String> finalAckSent;

  /**
   * Creates an observer of either role.
   *
   * @param finalAckSent gets the nonces when a server is done
   */
  Frames(Consumer<String> finalAckSent) {
    this.finalAckSent = finalAckSent;
  }

  long lastSynNanos() {
    return lastSynNanos;
  }

  /** Those of the last SYN-ACK, the same at both ends if they believe in the same handshake. */
  String nonces() {
    return nonces;
  }

  @Override
  public void frameSent(Step step, byte[] frame) {
    switch (step) {
      case SYN -> lastSynNanos = System.nanoTime();
      case SYN_ACK -> nonces = text(frame);
      case FINAL_ACK -> finalAckSent.accept(nonces);
      default -> {}
    }
  }

  @Override
  public void frameReceived(Step step, byte[] frame, long discardedBefore) {
    if (step == Step.SYN_ACK) {
      nonces = text(frame);
    }
  }

  private static String text(byte[] frame) {
    return String.format(
        Locale.ROOT, "n+1=%02x, m=%02x", frame[frame.length - 2], frame[frame.length - 1]);
  }
}

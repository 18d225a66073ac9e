// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.probing;

import dev.serialhandshake.core.ByteView;
import dev.serialhandshake.core.FailureReason;
import dev.serialhandshake.core.Handshake;
import dev.serialhandshake.core.HandshakeException;
import dev.serialhandshake.core.HandshakeObserver;
import dev.serialhandshake.core.HandshakeReport;
import dev.serialhandshake.core.HandshakeSettings;
import dev.serialhandshake.core.State;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether a peer answers a SYN, and if not, what else is at the far end. It is the first
 * half of a client's handshake, with all its retries. The ACK is never sent, so no session begins.
 */
public final class PeerCheck implements LineProbe {

  private final Handshake handshake;

  /**
   * Makes a check that is not started.
   *
   * @param settings the waits of the handshake; its handshake timeout bounds the check
   * @param random the source of nonces and of the random part of waits
   * @param observer is told of every frame, also of the ACK, which is not sent
   */
  public PeerCheck(HandshakeSettings settings, RandomGenerator random, HandshakeObserver observer) {
    handshake = Handshake.client(settings, random, observer);
  }

  @Override
  public void start(long now) {
    handshake.start(now);
  }

  @Override
  public void receive(ByteView read, long now) {
    if (!isDone()) {
      handshake.receive(read, now);
    }
  }

  @Override
  public void timeout(long now) {
    if (!isDone()) {
      handshake.timeout(now);
    }
  }

  @Override
  public void inputClosed() {
    if (!isDone()) {
      handshake.inputClosed();
    }
  }

  @Override
  public byte @Nullable [] pollTransmit() {
    return isDone() ? null : handshake.pollTransmit();
  }

  @Override
  public long nanosToTimeout(long now) {
    return isDone() ? Long.MAX_VALUE : handshake.nanosToTimeout(now);
  }

  @Override
  public boolean isDone() {
    return answered() || handshake.state().isFinal();
  }

  /**
   * Why no peer answers, with the verdict in its report.
   *
   * @return what a failed handshake would have thrown; null where a peer answers, or until the
   *     check is done
   */
  public @Nullable HandshakeException failure() {
    HandshakeReport report = handshake.report();
    FailureReason reason = report.failureReason();
    return reason == null ? null : new HandshakeException(reason, report, null);
  }

  private boolean answered() {
    return handshake.state() == State.ACK_SENT;
  }
}

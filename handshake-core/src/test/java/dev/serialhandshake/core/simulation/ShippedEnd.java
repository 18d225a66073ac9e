// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.simulation;

import dev.serialhandshake.core.ByteView;
import dev.serialhandshake.core.Handshake;
import dev.serialhandshake.core.HandshakeObserver;
import dev.serialhandshake.core.HandshakeSettings;
import dev.serialhandshake.core.State;
import java.util.random.RandomGenerator;

/** The shipped state machine, worked as its documentation says. */
final class ShippedEnd implements End {

  private final boolean client;
  private final Handshake handshake;
  private long wakeAt = NEVER;

  private ShippedEnd(boolean client, Handshake handshake) {
    this.client = client;
    this.handshake = handshake;
  }

  static End client(HandshakeSettings settings, RandomGenerator random) {
    return new ShippedEnd(true, Handshake.client(settings, random, HandshakeObserver.NONE));
  }

  static End server(HandshakeSettings settings, RandomGenerator random) {
    return new ShippedEnd(false, Handshake.server(settings, random, HandshakeObserver.NONE));
  }

  @Override
  public void start(long now) {
    handshake.start(now);
    plan(now);
  }

  @Override
  public int read(byte[] bytes, long now) {
    int consumed = handshake.receive(ByteView.of(bytes, 0, bytes.length), now);
    plan(now);
    return consumed;
  }

  @Override
  public int heldBytes() {
    return handshake.heldBytes().length;
  }

  @Override
  public void wake(long now) {
    handshake.timeout(now);
    plan(now);
  }

  private void plan(long now) {
    long nanos = handshake.nanosToTimeout(now);
    wakeAt = nanos == Long.MAX_VALUE ? NEVER : now + nanos;
  }

  @Override
  public long readsFrom() {
    return 0;
  }

  @Override
  public long wakeAt() {
    return wakeAt;
  }

  @Override
  public byte[] poll(long now) {
    return handshake.pollTransmit();
  }

  @Override
  public boolean isEstablished() {
    return handshake.state() == State.ESTABLISHED;
  }

  @Override
  public boolean awaitsFinalAck() {
    return handshake.state() == State.ACK_SENT;
  }

  @Override
  public boolean isConfirming() {
    return handshake.state() == State.CONFIRMING || handshake.state() == State.MAYBE_SYN;
  }

  @Override
  public int attempts() {
    return client ? handshake.report().attempts() : 0;
  }
}

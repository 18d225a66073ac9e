// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.simulation;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.serialhandshake.core.explorer.Peer;
import dev.serialhandshake.core.explorer.SeedClient;
import dev.serialhandshake.core.explorer.SeedServer;

/**
 * A peer by the original's rules and timings: a client's attempt has a deadline of 1 s; a server
 * that failed reads again at the next tick of 10 ms.
 */
final class SeedEnd implements End {

  private static final byte NAK = 0x15;
  private static final long ATTEMPT = MILLISECONDS.toNanos(1000);
  private static final long TICK = MILLISECONDS.toNanos(10);

  private final boolean client;
  private final Peer peer;
  private long startedAt;
  private long readsFrom;
  private long wakeAt = NEVER;

  private SeedEnd(boolean client, Peer peer) {
    this.client = client;
    this.peer = peer;
  }

  static End client(int firstNonce) {
    return new SeedEnd(true, new SeedClient(firstNonce));
  }

  static End server(int firstNonce) {
    return new SeedEnd(false, new SeedServer(firstNonce));
  }

  @Override
  public void start(long now) {
    startedAt = now;
    peer.start();
    plan(0, now);
  }

  @Override
  public int read(byte[] bytes, long now) {
    int before = peer.attempts();
    int consumed = peer.read(bytes);
    plan(before, now);
    return consumed;
  }

  @Override
  public int heldBytes() {
    return 0;
  }

  @Override
  public void wake(long now) {
    int before = peer.attempts();
    peer.fireTimer();
    plan(before, now);
  }

  private void plan(int attemptsBefore, long now) {
    if (isEstablished()) {
      wakeAt = NEVER;
    } else if (peer.attempts() != attemptsBefore) {
      wakeAt = now + ATTEMPT;
    }
  }

  @Override
  public byte[] poll(long now) {
    byte[] frame = peer.pollTransmit();
    if (frame != null && frame[0] == NAK) {
      readsFrom = now + TICK - (now - startedAt) % TICK;
    }
    return frame;
  }

  @Override
  public long readsFrom() {
    return readsFrom;
  }

  @Override
  public long wakeAt() {
    return wakeAt;
  }

  @Override
  public boolean isEstablished() {
    return peer.phase() == Peer.Phase.ESTABLISHED;
  }

  @Override
  public boolean awaitsFinalAck() {
    return client && peer.phase() == Peer.Phase.AWAITING_FINAL_ACK;
  }

  @Override
  public boolean isConfirming() {
    return false;
  }

  @Override
  public int attempts() {
    return peer.attempts();
  }
}

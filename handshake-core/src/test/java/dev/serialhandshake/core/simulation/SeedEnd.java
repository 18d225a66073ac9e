// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.simulation;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.serialhandshake.testing.seed.SeedClient;
import dev.serialhandshake.testing.seed.SeedRules;
import dev.serialhandshake.testing.seed.SeedServer;

/** An end by the original's rules and timings. */
final class SeedEnd implements End {

  private final SeedRules rules;
  private long startedAt;
  private long readsFrom;
  private long wakeAt = NEVER;

  private SeedEnd(SeedRules rules) {
    this.rules = rules;
  }

  static End client(int firstNonce) {
    return new SeedEnd(SeedClient.counting(firstNonce));
  }

  static End server(int firstNonce) {
    return new SeedEnd(SeedServer.counting(firstNonce));
  }

  @Override
  public void start(long now) {
    startedAt = now;
    rules.start();
    plan(0, now);
  }

  @Override
  public int read(byte[] bytes, long now) {
    int before = rules.attempts();
    int consumed = rules.read(bytes);
    plan(before, now);
    return consumed;
  }

  @Override
  public int heldBytes() {
    return 0;
  }

  @Override
  public void wake(long now) {
    int before = rules.attempts();
    rules.timeout();
    plan(before, now);
  }

  private void plan(int attemptsBefore, long now) {
    if (isEstablished()) {
      wakeAt = NEVER;
    } else if (rules.attempts() != attemptsBefore) {
      wakeAt = now + MILLISECONDS.toNanos(SeedClient.DEADLINE_MILLIS);
    }
  }

  @Override
  public byte[] poll(long now) {
    byte[] frame = rules.pollTransmit();
    if (frame != null && SeedServer.isNak(frame)) {
      readsFrom = now + SeedServer.nanosToTick(now - startedAt);
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
    return rules.isEstablished();
  }

  @Override
  public boolean awaitsFinalAck() {
    return rules.awaits() == SeedRules.Awaits.FINAL_ACK;
  }

  @Override
  public boolean isConfirming() {
    return false;
  }

  @Override
  public int attempts() {
    return rules.attempts();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.probing;

import dev.serialhandshake.core.ByteView;
import dev.serialhandshake.core.internal.Wire;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What probes of many SYNs have in common: a clock, the SYN that waits for an answer, the bytes
 * received for it, and the pace.
 */
abstract sealed class PacedProbe implements LineProbe permits LinePing, TransparencySweep {

  private static final long NEVER = Long.MAX_VALUE;

  final SynReply reply = new SynReply();
  final RoundTrips roundTrips = new RoundTrips();
  boolean peerSendsNaks;

  private final Pace pace;
  private final long patienceNanos;
  private final long quietNanos;

  private byte @Nullable [] transmit;
  private boolean started;
  private boolean done;
  private long origin;
  private long now;
  private long dueAt = NEVER;
  private long sentAt;
  private long giveUpAt;

  PacedProbe(SweepSettings settings) {
    pace = Pace.of(settings);
    patienceNanos = settings.patience().toNanos();
    quietNanos = settings.quietTime().toNanos();
  }

  /** Sends the first SYN. */
  abstract void begin();

  /** Takes the reply if it is a late answer, to a SYN that was given up. */
  abstract boolean takeLateAnswer();

  /** Other bytes were received. They are in the reply. */
  abstract void received();

  /** The wait is over. */
  abstract void due();

  /** The line has ended before the probe was done. */
  abstract void cutOff();

  @Override
  public void start(long now) {
    if (started) {
      throw new IllegalStateException("the probe was started before");
    }
    started = true;
    origin = now;
    begin();
  }

  @Override
  public void receive(ByteView read, long now) {
    advance(now);
    reply.add(read);
    if (!takeLateAnswer()) {
      received();
    }
  }

  @Override
  public void timeout(long now) {
    advance(now);
    if (this.now >= dueAt) {
      due();
    }
  }

  @Override
  public void inputClosed() {
    if (!done) {
      cutOff();
      end();
    }
  }

  @Override
  public byte @Nullable [] pollTransmit() {
    byte[] bytes = transmit;
    transmit = null;
    return bytes;
  }

  @Override
  public long nanosToTimeout(long now) {
    return dueAt == NEVER ? NEVER : Math.max(0, dueAt - (now - origin));
  }

  @Override
  public boolean isDone() {
    return done;
  }

  /** Sends other bytes and then a SYN. Waits for its answer so many times the patience. */
  final void sendSyn(byte[] head, int nonce, int times) {
    byte[] bytes = Arrays.copyOf(head, head.length + 2);
    bytes[head.length] = Wire.SYN;
    bytes[head.length + 1] = (byte) nonce;
    send(bytes, times);
  }

  /** Makes a peer that sends NAKs forget the SYN that it has answered. */
  final void sendReset() {
    send(new byte[] {Wire.FILLER, Wire.FILLER}, 1);
  }

  private void send(byte[] bytes, int times) {
    transmit = bytes;
    reply.clear();
    sentAt = now;
    giveUpAt = now + times * patienceNanos;
    dueAt = giveUpAt;
  }

  /** The bytes are no answer yet. Waits until no more arrive, but no longer than the patience. */
  final void awaitMore() {
    dueAt = Math.min(giveUpAt, now + quietNanos);
  }

  /** Waits until the peer answers another SYN. That may be at once. */
  final void awaitPace() {
    dueAt = peerSendsNaks ? now : pace.next(sentAt, now, reply.isEmpty());
  }

  /** Call it after {@link #awaitPace}: the next pace depends on the answers before it. */
  final void learnPace(long roundTrip) {
    pace.answered(roundTrip);
  }

  /** The time since the last SYN. */
  final long sinceSent() {
    return now - sentAt;
  }

  /** The time when the last SYN was sent. */
  final long sentAt() {
    return sentAt;
  }

  /** The time since an earlier SYN. */
  final long since(long sent) {
    return now - sent;
  }

  final Duration elapsed() {
    return Duration.ofNanos(now);
  }

  final Duration expected(int syns) {
    return pace.expected(syns);
  }

  final void end() {
    done = true;
    dueAt = NEVER;
  }

  private void advance(long time) {
    now = Math.max(now, time - origin);
  }
}

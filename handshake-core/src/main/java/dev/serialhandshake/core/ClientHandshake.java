// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import static dev.serialhandshake.core.HandshakeSettings.NEVER;
import static dev.serialhandshake.core.TransitionTable.row;

import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/** The side that begins: its table, and how it tells the events of the table apart. */
final class ClientHandshake extends Handshake {

  static final TransitionTable TABLE =
      TransitionTable.of(
          row(State.NEW, Event.START, Action.SEND_SYN, State.SYN_SENT, "the client begins"),
          row(
              State.SYN_SENT,
              Event.SYN_ACK,
              Action.SEND_ACK,
              State.ACK_SENT,
              "n is fresh: no stale answer passes for this one"),
          row(
              State.SYN_SENT,
              Event.STALE_SYN_ACK,
              Action.STRETCH,
              State.SYN_SENT,
              "the line is slower than the attempt timeout"),
          row(
              State.SYN_SENT,
              Event.NAK,
              Action.NOTHING,
              State.DRAINING,
              "shortens the wait; an immediate retry would be a storm of SYNs"),
          row(
              State.SYN_SENT,
              Event.TIMER,
              Action.NOTHING,
              State.DRAINING,
              "no answer: the next attempt, once the line is quiet"),
          row(
              State.ACK_SENT,
              Event.FINAL_ACK,
              Action.NOTHING,
              State.ESTABLISHED,
              "what is behind it is the application's"),
          row(
              State.ACK_SENT,
              Event.NAK,
              Action.NOTHING,
              State.DRAINING,
              "the server saw another ACK than ours"),
          row(
              State.ACK_SENT,
              Event.OTHER,
              Action.NOTHING,
              State.DRAINING,
              "to wait on for an ACK would find one in the midst of the application's bytes"),
          row(
              State.ACK_SENT,
              Event.TIMER,
              Action.NOTHING,
              State.DRAINING,
              "the ACK or the final ACK is lost"),
          row(
              State.DRAINING,
              Event.STALE_SYN_ACK,
              Action.STRETCH,
              State.DRAINING,
              "the line is slower than the attempt timeout"),
          row(
              State.DRAINING,
              Event.OTHER,
              Action.NOTHING,
              State.DRAINING,
              "not quiet yet: the wait begins anew, within one attempt timeout"),
          row(
              State.DRAINING,
              Event.TIMER,
              Action.SEND_SYN,
              State.SYN_SENT,
              "every second retry with a filler, for a peer that reads pairs out of step"));

  private static final int LONGEST_STRETCH = 4;

  private final RandomGenerator random;
  private int nonce;
  private int nonceBefore;
  private int serverNonce;
  private boolean repeatSkipped;
  private int stretch = 1;
  private long drainUntil;

  ClientHandshake(HandshakeSettings settings, RandomGenerator random, HandshakeObserver observer) {
    super(Role.CLIENT, TABLE, settings, random, observer);
    this.random = random;
  }

  private ClientHandshake(ClientHandshake other) {
    super(other);
    random = other.random;
    nonce = other.nonce;
    nonceBefore = other.nonceBefore;
    serverNonce = other.serverNonce;
    repeatSkipped = other.repeatSkipped;
    stretch = other.stretch;
    drainUntil = other.drainUntil;
  }

  @Override
  Handshake copy() {
    return new ClientHandshake(this);
  }

  @Override
  void encode(ByteBuffer out) {
    super.encode(out);
    out.put((byte) nonce).put((byte) nonceBefore).put((byte) stretch).put((byte) attempts());
    if (state() == State.ACK_SENT) {
      out.put((byte) serverNonce).put((byte) (repeatSkipped ? 1 : 0));
    } else if (state() == State.DRAINING) {
      out.putLong(drainUntil - elapsed());
    }
  }

  @Override
  void read(ByteView read) {
    if (state() == State.ACK_SENT) {
      readFinalAck(read);
      return;
    }
    consume(read, 0, read.length());
    look(read, 0);
    fire(eventAtEndOfRead());
  }

  private Event eventAtEndOfRead() {
    boolean synAck = seen(2) == Wire.ACK;
    if (state() == State.SYN_SENT) {
      if (synAck && seen(1) == Wire.acknowledge(nonce)) {
        serverNonce = seen(0);
        return Event.SYN_ACK;
      }
      if (synAck && attempts() > 1 && seen(1) == Wire.acknowledge(nonceBefore)) {
        return Event.STALE_SYN_ACK;
      }
      return seen(0) == Wire.NAK ? Event.NAK : Event.OTHER;
    }
    return synAck && seen(1) == Wire.acknowledge(nonce) ? Event.STALE_SYN_ACK : Event.OTHER;
  }

  /** The one place where the first byte of a read counts: behind it, the application may begin. */
  private void readFinalAck(ByteView read) {
    int first = 0;
    if (!repeatSkipped && (read.get(0) & 0xff) == serverNonce && !isReply(read.get(0))) {
      // The line doubled the last byte of the SYN-ACK. The server will not notice, so we must.
      repeatSkipped = true;
      first = 1;
      if (read.length() == 1) {
        consume(read, 0, 1);
        return;
      }
    }
    byte reply = read.get(first);
    if (reply == Wire.ACK) {
      consume(read, 0, first + 1);
      take(Step.FINAL_ACK, Wire.finalAck());
      fire(Event.FINAL_ACK);
    } else {
      consume(read, 0, read.length());
      fire(reply == Wire.NAK ? Event.NAK : Event.OTHER);
    }
  }

  private static boolean isReply(byte value) {
    return value == Wire.ACK || value == Wire.NAK;
  }

  @Override
  void perform(Action action) {
    switch (action) {
      case SEND_SYN -> {
        nonceBefore = nonce;
        nonce = nonces.next();
        boolean filler = attempts() % 2 == 1;
        send(Step.SYN, filler ? Wire.fillerAndSyn(nonce) : Wire.syn(nonce));
      }
      case SEND_ACK -> {
        take(Step.SYN_ACK, Wire.synAck(nonce, serverNonce));
        repeatSkipped = false;
        send(Step.ACK, Wire.ack(serverNonce));
      }
      case STRETCH -> stretch = Math.min(2 * stretch, LONGEST_STRETCH);
      default -> {}
    }
  }

  @Override
  long waitIn(State next) {
    return switch (next) {
      case SYN_SENT -> {
        long attempt = stretch * settings.attemptNanos;
        yield attempt + random.nextLong(attempt / 4 + 1);
      }
      case ACK_SENT -> settings.finalAckNanos;
      case DRAINING -> {
        if (state() != State.DRAINING) {
          drainUntil = elapsed() + settings.attemptNanos;
        }
        long quiet = settings.quietNanos - quietFor();
        yield Math.max(0, Math.min(quiet, drainUntil - elapsed()));
      }
      default -> NEVER;
    };
  }
}

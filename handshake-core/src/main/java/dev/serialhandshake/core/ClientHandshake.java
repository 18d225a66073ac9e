// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import static dev.serialhandshake.core.HandshakeSettings.NEVER;

import dev.serialhandshake.core.internal.Wire;
import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The client. It finds out which event of {@link ClientTable} a read or a timer is. */
final class ClientHandshake extends Handshake {

  private static final int LONGEST_STRETCH = 4;
  private static final int MOST_DOUBLINGS = 6;

  /** A peer that reads pairs reads two pairs from a filler, a SYN and one byte before them. */
  private static final int MOST_NAKS = 2;

  private final RandomGenerator random;

  // The fields are small, since thousands of clients may wait.

  /** The nonces of the four attempts before this one, the newest lowest. */
  private int noncesBefore;

  private short serverNonce;
  private boolean repeatSkipped;
  private byte stretch = 1;

  /** What a boot loader may have printed. Null until text arrives. */
  private @Nullable BootLoaderScreen screen;

  /** How many NAKs may still follow the last frame. Further NAKs answer noise, not the frame. */
  private byte naksDue;

  private int naks;

  ClientHandshake(HandshakeSettings settings, RandomGenerator random, HandshakeObserver observer) {
    super(settings, random, observer);
    this.random = random;
  }

  @Override
  Role role() {
    return Role.CLIENT;
  }

  @Override
  TransitionTable table() {
    return ClientTable.TABLE;
  }

  /**
   * While an answer waits for a quiet line, a timer may send the ACK. A read that is under way at
   * that moment may take the final ACK.
   */
  @Override
  public int mostToRead() {
    boolean mayEnd = state() == State.ACK_SENT || state() == State.SYN_ACK_IN_DOUBT;
    return mayEnd ? 1 : super.mostToRead();
  }

  @Override
  int nonce() {
    return attempts() == 0 ? 0 : lastNonce();
  }

  @Override
  boolean isMostlyDeclined() {
    return naks > 0 && naks >= attempts() / 2;
  }

  @Override
  int nonceBefore() {
    return noncesBefore & 0xff;
  }

  @Override
  int read(ByteView read) {
    if (state() == State.ACK_SENT) {
      return readFinalAck(read);
    }
    int length = read.length();
    consume(read, length);
    look(read, 0);
    show(read);
    Event event = state() == State.SYN_SENT ? eventAtEndOfRead() : Event.OTHER;
    switch (event) {
      case SYN_ACK -> account(length, 3);
      case OTHER -> account(length, windowLength());
      default -> account(length, 0); // a NAK or a late answer, which noise may spell
    }
    fire(event == Event.SYN_ACK && !isQuiet() ? Event.SYN_ACK_IN_NOISE : event);
    return length;
  }

  private void show(ByteView read) {
    if (screen == null && settings.bootLoaderNanos > 0 && BootLoaderScreen.isText(read)) {
      screen = new BootLoaderScreen();
    }
    if (screen != null) {
      screen.add(read, 0, read.length());
    }
  }

  private Event eventAtEndOfRead() {
    boolean synAck = seen(2) == Wire.ACK;
    if (synAck && seen(1) == Wire.acknowledge(nonce())) {
      serverNonce = (short) seen(0);
      return Event.SYN_ACK;
    }
    if (synAck && acknowledgesEarlier(seen(1))) {
      return Event.STALE_SYN_ACK;
    }
    if (seen(0) == Wire.NAK && naksDue > 0) {
      naksDue--;
      return nak();
    }
    return Event.OTHER;
  }

  private boolean acknowledgesEarlier(int value) {
    int earlier = Math.min(attempts() - 1, Integer.BYTES);
    for (int back = 0; back < earlier; back++) {
      if (value == Wire.acknowledge(noncesBefore >>> (8 * back))) {
        return true;
      }
    }
    return false;
  }

  /** Here alone the first byte of a read counts, because the application's bytes may follow it. */
  private int readFinalAck(ByteView read) {
    int first = 0;
    int length = read.length();
    if (!repeatSkipped && (read.get(0) & 0xff) == serverNonce && !isReply(read.get(0))) {
      // The line has doubled the last byte of the SYN-ACK. The server does not notice that.
      repeatSkipped = true;
      first = 1;
      if (length == 1) {
        consume(read, 1);
        return 1;
      }
    }
    byte reply = read.get(first);
    if (reply == Wire.ACK) {
      consume(read, first + 1);
      take(Step.FINAL_ACK, Frame.finalAck());
      fire(Event.FINAL_ACK);
      return first + 1;
    }
    consume(read, length);
    insteadOfFinalAck(reply);
    account(length, 0);
    fire(reply == Wire.NAK ? nak() : Event.OTHER);
    return length;
  }

  private Event nak() {
    naks++;
    return Event.NAK;
  }

  private static boolean isReply(byte value) {
    return value == Wire.ACK || value == Wire.NAK;
  }

  @Override
  Event timerEvent() {
    if (state() == State.SYN_SENT && quietWait() > 0) {
      return Event.TIMER_IN_NOISE;
    }
    boolean sendsSyn = state() == State.SYN_SENT || state() == State.DRAINING;
    return sendsSyn && bootLoaderWait() > 0 ? Event.TIMER_AT_BOOT_LOADER : Event.TIMER;
  }

  @Override
  long perform(Action action) {
    switch (action) {
      case SEND_SYN -> {
        endAttempt();
        noncesBefore = (noncesBefore << 8) | nonce();
        int nonce = drawNonce();
        boolean filler = attempts() % 2 == 1;
        send(Step.SYN, filler ? Frame.fillerAndSyn(nonce) : Frame.syn(nonce));
        naksDue = MOST_NAKS;
        return attemptWait();
      }
      case STRETCH -> {
        // The last SYN was sent at most one attempt timeout later, and so is its answer.
        long wait = longestAttemptWait();
        stretch = (byte) Math.min(2 * stretch, LONGEST_STRETCH);
        return wait;
      }
      case SHORTEN -> {
        return Math.min(remainingWait(), nakWait());
      }
      case WAIT_FOR_QUIET -> {
        return quietWait();
      }
      case HOLD -> {
        return bootLoaderWait();
      }
      case SEND_ACK -> {
        take(Step.SYN_ACK, Frame.synAck(nonce(), serverNonce));
        repeatSkipped = false;
        send(Step.ACK, Frame.ack(serverNonce));
        return 0;
      }
      default -> {
        return super.perform(action);
      }
    }
  }

  private long attemptWait() {
    long attempt = stretch * settings.attemptNanos;
    return attempt + random.nextLong(attempt / 4 + 1);
  }

  private long longestAttemptWait() {
    long attempt = stretch * settings.attemptNanos;
    return attempt + attempt / 4;
  }

  /**
   * Doubles with every attempt. If it were always shorter than the round trip, each SYN would reach
   * a peer that waits for an ACK. That peer would send a NAK, and the NAK would cause the next SYN,
   * for ever.
   */
  private long nakWait() {
    return settings.quietNanos << Math.min(attempts() - 1, MOST_DOUBLINGS);
  }

  /** Waits also for the rest of a frame that has begun to arrive. */
  private long quietWait() {
    return Math.max(nanosToQuiet(), settings.quietNanos - quietFor());
  }

  private long bootLoaderWait() {
    if (screen == null || !screen.waitsForKey()) {
      return 0;
    }
    return Math.min(settings.settleNanos, Math.max(0, settings.bootLoaderNanos - quietFor()));
  }

  @Override
  long waitIn(State next, long begun) {
    return switch (next) {
      case SYN_SENT -> begun;
      case SYN_ACK_IN_DOUBT -> nanosToQuiet();
      case ACK_SENT -> settings.finalAckNanos;
      case DRAINING -> Math.max(quietWait(), begun);
      default -> NEVER;
    };
  }

  @Override
  int windowLength() {
    if (state() != State.SYN_SENT) {
      return 0;
    }
    if ((seen(0) == Wire.acknowledge(nonce()) || acknowledgesEarlier(seen(0)))
        && seen(1) == Wire.ACK) {
      return 2;
    }
    return seen(0) == Wire.ACK ? 1 : 0;
  }

  // What follows is for the explorer of the tests alone.

  /** The copy has no screen, since the explorer's garbage is no text. */
  private ClientHandshake(ClientHandshake other) {
    super(other);
    random = other.random;
    noncesBefore = other.noncesBefore;
    serverNonce = other.serverNonce;
    repeatSkipped = other.repeatSkipped;
    stretch = other.stretch;
    naksDue = other.naksDue;
    naks = other.naks;
  }

  @Override
  Handshake copy() {
    return new ClientHandshake(this);
  }

  @Override
  void encode(ByteBuffer out) {
    super.encode(out);
    out.put((byte) nonce()).putInt(noncesBefore).put(stretch).put((byte) attempts());
    out.putLong(Math.min(quietFor(), settings.quietNanos));
    if (state() == State.ACK_SENT) {
      out.put((byte) serverNonce).put((byte) (repeatSkipped ? 1 : 0));
    } else if (state() == State.SYN_ACK_IN_DOUBT) {
      out.put((byte) serverNonce);
    } else {
      out.put(naksDue);
    }
  }
}

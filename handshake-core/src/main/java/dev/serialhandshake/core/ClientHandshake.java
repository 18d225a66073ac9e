// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import static dev.serialhandshake.core.HandshakeSettings.NEVER;

import dev.serialhandshake.core.internal.Wire;
import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The side that begins: how it tells the events of {@link ClientTable} apart. */
final class ClientHandshake extends Handshake {

  private static final int LONGEST_STRETCH = 4;
  private static final int MOST_DOUBLINGS = 6;

  /** A peer that reads pairs finds two pairs in a filler, a SYN and a byte of before. */
  private static final int MOST_NAKS = 2;

  private final RandomGenerator random;
  private int nonce;

  /** Of the last four attempts before, the newest lowest. */
  private int noncesBefore;

  private int serverNonce;
  private boolean repeatSkipped;
  private int stretch = 1;
  private long synWait;

  /** What a boot loader may have printed; none as long as no text arrived. */
  private @Nullable BootLoaderScreen screen;

  /** How long the next SYN is held back for a boot loader; 0 if it is not. */
  private long held;

  /** How many NAKs the last frame may still bring; more are a peer's reaction to noise. */
  private int naksDue;

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
   * While an answer waits for a quiet line, a timer may send the ACK. A read that is under way then
   * may bring the final ACK.
   */
  @Override
  public int mostToRead() {
    boolean mayEnd = state() == State.ACK_SENT || state() == State.SYN_ACK_IN_DOUBT;
    return mayEnd ? 1 : super.mostToRead();
  }

  @Override
  int nonce() {
    return nonce;
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
    consume(read, 0, length);
    look(read, 0);
    show(read);
    Event event = state() == State.SYN_SENT ? eventAtEndOfRead() : Event.OTHER;
    switch (event) {
      case SYN_ACK -> account(length, 3);
      case OTHER -> account(length, windowLength());
      default -> account(length, 0); // noise may spell a NAK or a late answer
    }
    fire(event == Event.SYN_ACK && !isQuiet() ? Event.SYN_ACK_IN_NOISE : event);
    return length;
  }

  private void show(ByteView read) {
    held = 0;
    if (screen == null && settings.bootLoaderNanos > 0 && BootLoaderScreen.isText(read)) {
      screen = new BootLoaderScreen();
    }
    if (screen != null) {
      screen.add(read, 0, read.length());
    }
  }

  private Event eventAtEndOfRead() {
    boolean synAck = seen(2) == Wire.ACK;
    if (synAck && seen(1) == Wire.acknowledge(nonce)) {
      serverNonce = seen(0);
      return Event.SYN_ACK;
    }
    if (synAck && acknowledgesEarlier(seen(1))) {
      return Event.STALE_SYN_ACK;
    }
    if (seen(0) == Wire.NAK && naksDue > 0) {
      naksDue--;
      return Event.NAK;
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

  /** The one place where the first byte of a read counts: behind it, the application may begin. */
  private int readFinalAck(ByteView read) {
    int first = 0;
    int length = read.length();
    if (!repeatSkipped && (read.get(0) & 0xff) == serverNonce && !isReply(read.get(0))) {
      // The line doubled the last byte of the SYN-ACK. The server will not notice, so we must.
      repeatSkipped = true;
      first = 1;
      if (length == 1) {
        consume(read, 0, 1);
        return 1;
      }
    }
    byte reply = read.get(first);
    if (reply == Wire.ACK) {
      consume(read, 0, first + 1);
      take(Step.FINAL_ACK, Frame.finalAck());
      fire(Event.FINAL_ACK);
      return first + 1;
    }
    consume(read, 0, length);
    insteadOfFinalAck(reply);
    account(length, 0);
    fire(reply == Wire.NAK ? Event.NAK : Event.OTHER);
    return length;
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
  void perform(Action action) {
    switch (action) {
      case SEND_SYN -> {
        endAttempt();
        noncesBefore = (noncesBefore << 8) | nonce;
        nonce = nonces.next();
        boolean filler = attempts() % 2 == 1;
        send(Step.SYN, filler ? Frame.fillerAndSyn(nonce) : Frame.syn(nonce));
        naksDue = MOST_NAKS;
        synWait = attemptWait();
      }
      case STRETCH -> {
        // The answer to the last SYN is due as much later as that was sent later.
        synWait = longestAttemptWait();
        stretch = Math.min(2 * stretch, LONGEST_STRETCH);
      }
      case SHORTEN -> synWait = Math.min(remainingWait(), nakWait());
      case WAIT_FOR_QUIET -> synWait = quietWait();
      case HOLD -> {
        held = bootLoaderWait();
        synWait = held;
      }
      case SEND_ACK -> {
        take(Step.SYN_ACK, Frame.synAck(nonce, serverNonce));
        repeatSkipped = false;
        send(Step.ACK, Frame.ack(serverNonce));
      }
      default -> super.perform(action);
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
   * Doubles with every attempt: were it always shorter than the way there and back, each SYN would
   * reach a peer that waits for an ACK, whose NAK would bring the next one, for ever.
   */
  private long nakWait() {
    return settings.quietNanos << Math.min(attempts() - 1, MOST_DOUBLINGS);
  }

  /** Also a frame of which a part has arrived is waited for. */
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
  long waitIn(State next) {
    return switch (next) {
      case SYN_SENT -> synWait;
      case SYN_ACK_IN_DOUBT -> nanosToQuiet();
      case ACK_SENT -> settings.finalAckNanos;
      case DRAINING -> Math.max(quietWait(), held);
      default -> NEVER;
    };
  }

  @Override
  int windowLength() {
    if (state() != State.SYN_SENT) {
      return 0;
    }
    if ((seen(0) == Wire.acknowledge(nonce) || acknowledgesEarlier(seen(0)))
        && seen(1) == Wire.ACK) {
      return 2;
    }
    return seen(0) == Wire.ACK ? 1 : 0;
  }

  // For the explorer of the tests.

  /** Without the screen: the explorer's garbage is no text. */
  private ClientHandshake(ClientHandshake other) {
    super(other);
    random = other.random;
    nonce = other.nonce;
    noncesBefore = other.noncesBefore;
    serverNonce = other.serverNonce;
    repeatSkipped = other.repeatSkipped;
    stretch = other.stretch;
    synWait = other.synWait;
    naksDue = other.naksDue;
    held = other.held;
  }

  @Override
  Handshake copy() {
    return new ClientHandshake(this);
  }

  @Override
  void encode(ByteBuffer out) {
    super.encode(out);
    out.put((byte) nonce).putInt(noncesBefore).put((byte) stretch).put((byte) attempts());
    out.putLong(Math.min(quietFor(), settings.quietNanos));
    if (state() == State.ACK_SENT) {
      out.put((byte) serverNonce).put((byte) (repeatSkipped ? 1 : 0));
    } else if (state() == State.SYN_ACK_IN_DOUBT) {
      out.put((byte) serverNonce);
    } else {
      out.put((byte) naksDue);
    }
  }
}

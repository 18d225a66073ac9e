// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import static dev.serialhandshake.core.HandshakeSettings.NEVER;

import dev.serialhandshake.core.internal.Wire;
import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/** The server. It finds out which event of {@link ServerTable} a read or a timer is. */
final class ServerHandshake extends Handshake {

  /** No byte. */
  private static final short NONE = 256;

  // Nonces are kept in shorts, since thousands of servers may wait.
  private short clientNonce;

  /** The nonce of the last SYN that was answered. */
  private short answeredNonce;

  /**
   * The nonce of a pair since then that was not taken for a SYN; {@link #NONE} if there is none.
   */
  private short refusedNonce = NONE;

  private short serverNonce;
  private boolean endsWithReadOnly;
  private ClientStart clientStart = ClientStart.NONE;

  ServerHandshake(HandshakeSettings settings, RandomGenerator random, HandshakeObserver observer) {
    super(settings, random, observer);
  }

  @Override
  void endsWithReadOnly() {
    endsWithReadOnly = true;
  }

  @Override
  Role role() {
    return Role.SERVER;
  }

  @Override
  TransitionTable table() {
    return ServerTable.TABLE;
  }

  private boolean isAckDue() {
    return switch (state()) {
      case ANSWERED, ANSWERED_LONG_AGO, ACK_IN_DOUBT -> true;
      default -> false;
    };
  }

  private boolean endsWithTheNonceDue() {
    return isAckDue() && seen(0) == Wire.acknowledge(serverNonce);
  }

  private boolean isConfirming() {
    return state() == State.CONFIRMING || state() == State.MAYBE_SYN;
  }

  @Override
  int read(ByteView read) {
    return isConfirming() ? readFirstBytes(read) : readFrame(read);
  }

  private int readFrame(ByteView read) {
    int length = read.length();
    consume(read, length);
    look(read, 0);
    Event event = eventAtEndOfRead();
    if (event == Event.SYN && isTooSoon()) {
      account(length, 0);
    } else if (event == Event.OTHER) {
      if (seen(1) == Wire.SYN) {
        refusedNonce = (short) seen(0);
      } else if (seen(1) == Wire.DEBUG_ACK && endsWithTheNonceDue()) {
        debugAck();
      }
      account(length, windowLength());
    } else {
      boolean filler = event == Event.SYN && seen(2) == Wire.FILLER;
      account(length, filler ? 3 : 2);
      event = isConfirming() ? whileConfirming(event) : isQuiet() ? event : inNoise(event);
      account(0, 2); // noise may spell a filler: it is garbage for the ACK, which decides
    }
    fire(event);
    return length;
  }

  private Event eventAtEndOfRead() {
    if (seen(1) == Wire.SYN && !isOfThisAttempt()) {
      clientNonce = (short) seen(0);
      return Event.SYN;
    }
    return seen(1) == Wire.ACK && endsWithTheNonceDue() ? Event.ACK : Event.OTHER;
  }

  /**
   * Whether the last two bytes only look like a SYN: a stray {@code 16}, and a byte that the client
   * may send after its SYN was answered. Such a byte is one of its ACK, or the end of its SYN,
   * which the line may have doubled. That client may wait for the final ACK, and would take the
   * first byte of our answer for it. But the same pair once more on a quiet line is a SYN of a
   * client whose nonces repeat, because a client that waits for the final ACK does not send it
   * twice.
   */
  private boolean isOfThisAttempt() {
    int value = seen(0);
    boolean due =
        value == Wire.ACK || value == Wire.acknowledge(serverNonce) || value == answeredNonce;
    boolean again = value == refusedNonce && isQuiet();
    return due && !again && attempts() > 0 && seen(2) != Wire.FILLER;
  }

  private boolean isTooSoon() {
    return state() == State.ANSWERED || state() == State.HOLDING_OFF;
  }

  /** If only a read may end the handshake, the ACK is dropped, and the client tries again. */
  private Event inNoise(Event event) {
    return switch (event) {
      case SYN -> Event.SYN_IN_NOISE;
      case ACK -> endsWithReadOnly ? Event.OTHER : Event.ACK_IN_NOISE;
      default -> event;
    };
  }

  /**
   * A SYN counts at once on a quiet line, unless its nonce may be the client's first byte after a
   * stray {@code 16}. Otherwise it counts when nothing follows it, because an established client
   * goes on.
   */
  private Event whileConfirming(Event syn) {
    return isQuiet() && !clientStart.mayHaveBegun() ? syn : Event.POSSIBLE_SYN;
  }

  /** The first bytes after the final ACK tell whether that ACK has arrived. */
  private int readFirstBytes(ByteView read) {
    int length = read.length();
    int garbage = clientStart.read(read);
    if (clientStart.isFound()) {
      consume(read, garbage);
      fire(Event.FIRST_BYTES);
      return garbage;
    }
    if (settings.clientBegins == ClientBegins.ANYTHING) {
      consume(read, length);
      fire(Event.POSSIBLE_SYN);
      return length;
    }
    return readFrame(read);
  }

  @Override
  public byte[] heldBytes() {
    return state() == State.ESTABLISHED ? clientStart.held() : super.heldBytes();
  }

  @Override
  boolean endsAtOnce() {
    return state() == State.CONFIRMING && settings.clientBegins == ClientBegins.LATER;
  }

  @Override
  Event timerEvent() {
    if (state() != State.MAYBE_SYN) {
      return Event.TIMER;
    }
    if (settings.clientBegins == ClientBegins.ANYTHING) {
      if (!clientStart.isSyn()) {
        return Event.TIMER;
      }
      clientNonce = (short) clientStart.nonce();
    }
    return Event.SYN;
  }

  @Override
  long perform(Action action) {
    switch (action) {
      case SEND_SYN_ACK -> {
        take(Step.SYN, Frame.syn(clientNonce));
        answeredNonce = clientNonce;
        refusedNonce = NONE;
        serverNonce = (short) drawNonce();
        send(Step.SYN_ACK, Frame.synAck(clientNonce, serverNonce));
        return 0;
      }
      case SEND_FINAL_ACK -> {
        take(Step.ACK, Frame.ack(serverNonce));
        if (settings.clientBegins != ClientBegins.LATER) {
          clientStart = new ClientStart(settings.clientBegins);
        }
        send(Step.FINAL_ACK, Frame.finalAck());
        return 0;
      }
      case GIVE_BACK -> {
        unconsume(clientStart.heldLength());
        return 0;
      }
      default -> {
        return super.perform(action);
      }
    }
  }

  @Override
  boolean isWaitForReadsOnly() {
    return state() == State.ANSWERED || state() == State.HOLDING_OFF;
  }

  @Override
  long waitIn(State next, long begun) {
    return switch (next) {
      case ANSWERED, HOLDING_OFF -> settings.answerNanos;
      case SYN_IN_DOUBT, ACK_IN_DOUBT -> nanosToQuiet();
      case CONFIRMING -> settings.confirmNanos;
      case MAYBE_SYN -> Math.max(settings.quietNanos, nanosToQuiet());
      default -> NEVER;
    };
  }

  @Override
  int windowLength() {
    if (seen(0) == Wire.SYN) {
      return seen(1) == Wire.FILLER ? 2 : 1;
    }
    return seen(0) == Wire.FILLER || (seen(0) == Wire.ACK && isAckDue()) ? 1 : 0;
  }

  // What follows is for the explorer of the tests alone.

  private ServerHandshake(ServerHandshake other) {
    super(other);
    clientNonce = other.clientNonce;
    answeredNonce = other.answeredNonce;
    refusedNonce = other.refusedNonce;
    serverNonce = other.serverNonce;
    clientStart = new ClientStart(other.clientStart);
  }

  @Override
  Handshake copy() {
    return new ServerHandshake(this);
  }

  @Override
  void encode(ByteBuffer out) {
    super.encode(out);
    out.put((byte) attempts());
    out.put((byte) serverNonce).put((byte) answeredNonce).putShort(refusedNonce);
    if (state() == State.SYN_IN_DOUBT || state() == State.MAYBE_SYN) {
      out.put((byte) clientNonce);
    }
    if (isConfirming()) {
      clientStart.encode(out);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import static dev.serialhandshake.core.HandshakeSettings.NEVER;
import static dev.serialhandshake.core.TransitionTable.row;

import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/** The side that waits: its table, and how it tells the events of the table apart. */
final class ServerHandshake extends Handshake {

  static final TransitionTable TABLE =
      TransitionTable.of(
          row(State.NEW, Event.START, Action.NOTHING, State.LISTENING, "the server is silent"),
          row(
              State.LISTENING,
              Event.SYN,
              Action.SEND_SYN_ACK,
              State.ANSWERED,
              "all else is garbage; a NAK for it would shift a client that reads threes"),
          row(
              State.ANSWERED,
              Event.ACK,
              Action.SEND_FINAL_ACK,
              State.CONFIRMING,
              "the client has seen m"),
          row(
              State.ANSWERED,
              Event.SYN,
              Action.NOTHING,
              State.HOLDING_OFF,
              "so soon: from a client that is answers behind; to answer each keeps it there"),
          row(
              State.HOLDING_OFF,
              Event.TIMER,
              Action.NOTHING,
              State.LISTENING,
              "the client has come to the end of what it had sent, and gives up its attempt"),
          row(
              State.ANSWERED,
              Event.TIMER,
              Action.NOTHING,
              State.ANSWERED_LONG_AGO,
              "from here on a SYN is a new attempt"),
          row(
              State.ANSWERED_LONG_AGO,
              Event.ACK,
              Action.SEND_FINAL_ACK,
              State.CONFIRMING,
              "slow, but as good"),
          row(
              State.ANSWERED_LONG_AGO,
              Event.SYN,
              Action.SEND_SYN_ACK,
              State.ANSWERED,
              "the client gave the last attempt up"),
          row(
              State.CONFIRMING,
              Event.UNCONFIRMED,
              Action.NOTHING,
              State.ESTABLISHED,
              "the default: done with the final ACK"),
          row(
              State.CONFIRMING,
              Event.TEXT,
              Action.NOTHING,
              State.ESTABLISHED,
              "the client is established; the text is its application's"),
          row(
              State.CONFIRMING,
              Event.SYN,
              Action.NOTHING,
              State.LISTENING,
              "half-open: the client never saw the final ACK; this read is read again"),
          row(
              State.CONFIRMING,
              Event.TIMER,
              Action.NOTHING,
              State.ESTABLISHED,
              "perhaps its application waits for ours"));

  private int clientNonce;
  private int serverNonce;

  ServerHandshake(HandshakeSettings settings, RandomGenerator random, HandshakeObserver observer) {
    super(settings, random, observer);
  }

  private ServerHandshake(ServerHandshake other) {
    super(other);
    clientNonce = other.clientNonce;
    serverNonce = other.serverNonce;
  }

  @Override
  Role role() {
    return Role.SERVER;
  }

  @Override
  TransitionTable table() {
    return TABLE;
  }

  @Override
  Handshake copy() {
    return new ServerHandshake(this);
  }

  @Override
  int windowLength() {
    boolean begins = seen(0) == Wire.SYN || (seen(0) == Wire.ACK && state() != State.LISTENING);
    return state() != State.CONFIRMING && begins ? 1 : 0;
  }

  @Override
  void encode(ByteBuffer out) {
    super.encode(out);
    out.put((byte) attempts());
    if (state() != State.LISTENING) {
      out.put((byte) serverNonce);
    }
  }

  @Override
  void read(ByteView read) {
    if (state() == State.CONFIRMING) {
      readConfirmation(read);
    } else {
      readFrame(read, 0);
    }
  }

  private void readFrame(ByteView read, int from) {
    consume(read, from, read.length());
    look(read, from);
    if (seen(1) == Wire.SYN) {
      clientNonce = seen(0);
      fire(Event.SYN);
    } else if (seen(1) == Wire.ACK && seen(0) == Wire.acknowledge(serverNonce)) {
      fire(Event.ACK);
      if (!settings.confirm) {
        fire(Event.UNCONFIRMED);
      }
    }
  }

  /** What comes first after the final ACK tells whether that arrived. */
  private void readConfirmation(ByteView read) {
    int first = 0;
    while (first < read.length() && !tells(read.get(first))) {
      first++;
    }
    consume(read, 0, first);
    if (first == read.length()) {
      return;
    }
    if (isText(read.get(first))) {
      fire(Event.TEXT);
    } else {
      fire(Event.SYN);
      readFrame(read, first);
    }
  }

  /** All other bytes are noise, a filler, the last byte of the ACK once more, or half a SYN. */
  private static boolean tells(byte value) {
    return isText(value) || value == Wire.SYN;
  }

  private static boolean isText(byte value) {
    return value >= ' ' && value <= '~';
  }

  @Override
  void perform(Action action) {
    switch (action) {
      case SEND_SYN_ACK -> {
        take(Step.SYN, Wire.syn(clientNonce));
        serverNonce = nonces.next();
        send(Step.SYN_ACK, Wire.synAck(clientNonce, serverNonce));
      }
      case SEND_FINAL_ACK -> {
        take(Step.ACK, Wire.ack(serverNonce));
        send(Step.FINAL_ACK, Wire.finalAck());
      }
      default -> {}
    }
  }

  @Override
  boolean isWaitForReadsOnly() {
    return state() == State.ANSWERED || state() == State.HOLDING_OFF;
  }

  @Override
  long waitIn(State next) {
    return switch (next) {
      case ANSWERED, HOLDING_OFF -> settings.answerNanos;
      case CONFIRMING -> settings.confirm ? settings.confirmNanos : NEVER;
      default -> NEVER;
    };
  }
}

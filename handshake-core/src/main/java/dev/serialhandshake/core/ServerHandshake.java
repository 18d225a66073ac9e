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
              Event.APPLICATION,
              Action.NOTHING,
              State.ESTABLISHED,
              "the client is established; the byte is the application's"),
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
  private boolean repeatSkipped;

  ServerHandshake(HandshakeSettings settings, RandomGenerator random, HandshakeObserver observer) {
    super(Role.SERVER, TABLE, settings, random, observer);
  }

  private ServerHandshake(ServerHandshake other) {
    super(other);
    clientNonce = other.clientNonce;
    serverNonce = other.serverNonce;
    repeatSkipped = other.repeatSkipped;
  }

  @Override
  Handshake copy() {
    return new ServerHandshake(this);
  }

  @Override
  void encode(ByteBuffer out) {
    super.encode(out);
    out.put((byte) attempts());
    if (state() != State.LISTENING) {
      out.put((byte) serverNonce).put((byte) (repeatSkipped ? 1 : 0));
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

  /** The first byte after the final ACK tells whether that arrived. */
  private void readConfirmation(ByteView read) {
    int first = 0;
    if (!repeatSkipped && (read.get(0) & 0xff) == Wire.acknowledge(serverNonce)) {
      // The line doubled the last byte of the ACK; no application that speaks text begins so.
      repeatSkipped = true;
      consume(read, 0, 1);
      first = 1;
      if (read.length() == 1) {
        return;
      }
    }
    byte next = read.get(first);
    if (next == Wire.SYN || next == Wire.FILLER) {
      fire(Event.SYN);
      readFrame(read, first);
    } else {
      fire(Event.APPLICATION);
    }
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
        repeatSkipped = false;
        send(Step.FINAL_ACK, Wire.finalAck());
      }
      default -> {}
    }
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

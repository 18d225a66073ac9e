// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.explorer;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One end of the line, with its states by number: those of one number have the same future. A walk
 * meets a few thousand of them, each millions of times; so each move of each is made once, by the
 * peer itself, and remembered.
 */
final class Automaton {

  /** Moves that read nothing. */
  private static final int TIMER = -1;

  private static final int PAUSE = -2;

  /** What can be seen of a state; the peer itself is not to be moved. */
  record Node(
      Peer peer, Peer.Phase phase, int attempts, int remembered, boolean minds, long timer) {

    private static Node of(Peer peer) {
      return new Node(
          peer, peer.phase(), peer.attempts(), peer.remembered(), peer.minds(), peer.timer());
    }

    String describe() {
      return peer.describe();
    }
  }

  private final Strings strings;
  private final Map<ByteBuffer, Integer> numbers = new HashMap<>();
  private final List<Node> states = new ArrayList<>();
  private final Numbers moves = new Numbers();
  private final ByteBuffer encoded = ByteBuffer.allocate(512);

  Automaton(Strings strings) {
    this.strings = strings;
  }

  /** A new peer begins. */
  long begin(Peer peer) {
    peer.start();
    return made(peer, 0);
  }

  long fireTimer(int state) {
    return move(state, TIMER);
  }

  long pause(int state) {
    return move(state, PAUSE);
  }

  long read(int state, int string) {
    return move(state, string);
  }

  private long move(int state, int string) {
    long key = ((long) state << 33) | (string + 2L);
    long move = moves.get(key);
    if (move < 0) {
      move = make(states.get(state).peer.copy(), string);
      moves.put(key, move);
    }
    return move;
  }

  private long make(Peer peer, int string) {
    int consumed = 0;
    switch (string) {
      case TIMER -> peer.fireTimer();
      case PAUSE -> peer.pause();
      default -> consumed = peer.read(strings.bytes(string));
    }
    return made(peer, consumed);
  }

  private long made(Peer peer, int consumed) {
    byte[] frame = peer.pollTransmit();
    long sent = frame == null ? Strings.EMPTY : strings.of(frame);
    return number(peer) | ((long) consumed << 24) | (sent << 32);
  }

  private int number(Peer peer) {
    encoded.clear();
    peer.encode(encoded);
    ByteBuffer key = ByteBuffer.wrap(Arrays.copyOf(encoded.array(), encoded.position()));
    Integer known = numbers.putIfAbsent(key, states.size());
    if (known != null) {
      return known;
    }
    states.add(Node.of(peer));
    return states.size() - 1;
  }

  Node state(int state) {
    return states.get(state);
  }

  int states() {
    return states.size();
  }

  /** The state behind a move. */
  static int to(long move) {
    return (int) move & 0xffffff;
  }

  /** How many bytes a read consumed. */
  static int consumed(long move) {
    return (int) (move >>> 24) & 0xff;
  }

  /** The frame that a move sent, as a string; an empty one if none. */
  static int sent(long move) {
    return (int) (move >>> 32);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.explorer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What the explorer relies on: an automaton does as the peer does of which it was made. */
class AutomatonTest {

  private static final byte[] ALPHABET = {
    0x16, 0x06, 0x15, 'x', (byte) 0xA0, (byte) 0xA1, (byte) 0xA4, (byte) 0xC1, (byte) 0xC4
  };

  private static final int WALKS = 3_000;
  private static final int MOVES = 30;

  @Test
  void aMoveThatIsRememberedIsTheMoveOfThePeer() {
    for (Pairing pairing : Pairing.values()) {
      compare(() -> pairing.client(false));
      compare(() -> pairing.server(false, new Bounds(0, 0, 0, 0, 0, false)));
      compare(() -> pairing.server(true, new Bounds(0, 0, 0, 0, 0, true)));
      compare(() -> pairing.server(false, new Bounds(0, 0, 0, 0, 0, true).withLogin()));
    }
  }

  private static void compare(Supplier<Peer> peers) {
    Strings strings = new Strings();
    Automaton automaton = new Automaton(strings);
    long begun = automaton.begin(peers.get());
    Random random = new Random(1);
    for (int walk = 0; walk < WALKS; walk++) {
      Peer peer = peers.get();
      peer.start();
      long move = begun;
      assertSame(automaton, strings, move, peer);
      for (int i = 0; i < MOVES && peer.phase() != Peer.Phase.ESTABLISHED; i++) {
        int state = Automaton.to(move);
        if (peer.timer() >= 0 && random.nextInt(4) == 0) {
          move = automaton.fireTimer(state);
          peer.fireTimer();
        } else if (peer.minds() && random.nextInt(4) == 0) {
          move = automaton.pause(state);
          peer.pause();
        } else {
          byte[] read = read(random);
          move = automaton.read(state, strings.of(read));
          assertEquals(peer.read(read), Automaton.consumed(move));
        }
        assertSame(automaton, strings, move, peer);
      }
    }
  }

  private static byte[] read(Random random) {
    byte[] read = new byte[1 + random.nextInt(3)];
    for (int i = 0; i < read.length; i++) {
      read[i] = ALPHABET[random.nextInt(ALPHABET.length)];
    }
    return read;
  }

  private static void assertSame(Automaton automaton, Strings strings, long move, Peer peer) {
    byte[] frame = peer.pollTransmit();
    byte[] sent = frame == null ? new byte[0] : frame;
    assertArrayEquals(sent, strings.bytes(Automaton.sent(move)), Arrays.toString(sent));
    Automaton.Node state = automaton.state(Automaton.to(move));
    assertEquals(peer.phase(), state.phase());
    assertEquals(peer.attempts(), state.attempts());
    assertEquals(peer.timer(), state.timer());
    assertEquals(peer.minds(), state.minds());
    assertEquals(peer.remembered(), state.remembered());
  }
}

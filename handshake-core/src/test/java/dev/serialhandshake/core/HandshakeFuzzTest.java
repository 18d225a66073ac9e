// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;

/**
 * Whatever comes, in whatever pieces and at whatever time, nothing is thrown, every step is one of
 * the table, and an end is established by the frames of the handshake alone. In a plain build this
 * runs on the inputs that are kept; with the profile {@code fuzz} it looks for more.
 */
class HandshakeFuzzTest {

  private static final HandshakeSettings DEFAULTS = HandshakeSettings.defaults();
  private static final HandshakeSettings CONFIRM =
      HandshakeSettings.builder().clientBegins(ClientBegins.TEXT).maxDiscardedBytes(1000).build();

  /** Checks what a handshake does against its table. */
  private static final class Watch implements HandshakeObserver {
    private final TransitionTable table;
    private final Step lastToSend;
    private final Step lastToReceive;
    private Step lastSent;
    private Step lastReceived;

    Watch(TransitionTable table, Step lastToSend, Step lastToReceive) {
      this.table = table;
      this.lastToSend = lastToSend;
      this.lastToReceive = lastToReceive;
    }

    void assertEstablished() {
      assertEquals(lastToSend, lastSent);
      assertEquals(lastToReceive, lastReceived);
    }

    @Override
    public void frameSent(Step step, byte[] frame) {
      lastSent = step;
    }

    @Override
    public void frameReceived(Step step, byte[] frame, long discardedBefore) {
      assertTrue(discardedBefore >= 0);
      lastReceived = step;
    }

    @Override
    public void stateChanged(State from, State to) {
      boolean inTable = table.rows().stream().anyMatch(row -> row.from() == from && row.to() == to);
      assertTrue(inTable || to == State.FAILED, from + " to " + to);
    }
  }

  /** The first byte of an input chooses who plays the rest of it. */
  @FuzzTest(maxDuration = "60s")
  void anyScript(byte[] input) {
    int role = input.length == 0 ? 0 : input[0] % 3;
    byte[] script = Arrays.copyOfRange(input, Math.min(1, input.length), input.length);
    if (role == 0) {
      Watch watch = new Watch(ClientTable.TABLE, Step.ACK, Step.FINAL_ACK);
      play(Handshake.client(DEFAULTS, ChosenRandom.nonces(0xA0), watch), watch, script);
    } else {
      Watch watch = new Watch(ServerTable.TABLE, Step.FINAL_ACK, Step.ACK);
      HandshakeSettings settings = role == 1 ? CONFIRM : DEFAULTS;
      play(Handshake.server(settings, ChosenRandom.nonces(0xC0), watch), watch, script);
    }
  }

  /** A script is pieces: how long a read is, how long it waited for, and its bytes. */
  private static void play(Handshake handshake, Watch watch, byte[] script) {
    long now = -1_000_000_000L;
    handshake.start(now);
    long received = 0;
    int next = 0;
    while (next + 1 < script.length) {
      int length = Math.min(script[next] & 0x0f, script.length - next - 2);
      long wait = (script[next + 1] & 0xffL) * (script[next] < 0 ? 50_000_000 : 1_000_000);
      next += 2;
      now += wait;
      if (handshake.nanosToTimer(now) == 0) {
        handshake.timeout(now);
        assertTrue(handshake.nanosToTimer(now) > 0, "a timer that does not run");
      }
      boolean ended = handshake.state().isFinal();
      int consumed = handshake.receive(ByteView.of(script, next, length), now);
      received += consumed;
      boolean takesAll = !ended && handshake.state() != State.ESTABLISHED;
      assertTrue(takesAll ? consumed == length : consumed <= length && !(ended && consumed > 0));
      next += length;
      handshake.pollTransmit();
      long discarded = handshake.report().discardedBytes();
      assertTrue(discarded >= 0 && discarded <= received);
      assertTrue(handshake.report().preview().length() <= discarded);
    }
    handshake.inputClosed();
    assertTrue(handshake.state().isFinal());
    if (handshake.state() == State.ESTABLISHED) {
      watch.assertEstablished();
    }
  }
}

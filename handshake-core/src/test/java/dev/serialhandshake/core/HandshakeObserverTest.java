// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HandshakeObserverTest {

  private record Named(String name, List<String> told) implements HandshakeObserver {
    @Override
    public void frameSent(Step step, byte[] frame) {
      told.add(name + " sent " + step + " of " + frame.length);
    }

    @Override
    public void frameReceived(Step step, byte[] frame, long discardedBefore) {
      told.add(name + " received " + step + " of " + frame.length + " after " + discardedBefore);
    }

    @Override
    public void stateChanged(State from, State to) {
      told.add(name + " " + from + " to " + to);
    }
  }

  @Test
  void ofTwoObserversEachIsToldOfAllAndTheFirstOneFirst() {
    List<String> told = new ArrayList<>();
    HandshakeObserver both = new Named("a", told).then(new Named("b", told));
    both.frameSent(Step.SYN, new byte[2]);
    both.frameReceived(Step.SYN_ACK, new byte[3], 7);
    both.stateChanged(State.LISTENING, State.ANSWERED);
    assertEquals(
        List.of(
            "a sent SYN of 2",
            "b sent SYN of 2",
            "a received SYN_ACK of 3 after 7",
            "b received SYN_ACK of 3 after 7",
            "a LISTENING to ANSWERED",
            "b LISTENING to ANSWERED"),
        told);
  }
}

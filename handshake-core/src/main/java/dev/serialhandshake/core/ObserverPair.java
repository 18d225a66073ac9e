// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

/** Two observers as one. */
record ObserverPair(HandshakeObserver first, HandshakeObserver second)
    implements HandshakeObserver {

  @Override
  public void frameSent(Step step, byte[] frame) {
    first.frameSent(step, frame);
    second.frameSent(step, frame);
  }

  @Override
  public void frameReceived(Step step, byte[] frame, long discardedBefore) {
    first.frameReceived(step, frame, discardedBefore);
    second.frameReceived(step, frame, discardedBefore);
  }

  @Override
  public void stateChanged(State from, State to) {
    first.stateChanged(from, to);
    second.stateChanged(from, to);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

/**
 * Is told of every frame and every change of state, for a time line or a log. {@link Handshake}'s
 * methods call it on the caller's thread, in the order of events. It must not call back into the
 * handshake.
 */
public interface HandshakeObserver {

  /** Does nothing. */
  HandshakeObserver NONE = new HandshakeObserver() {};

  /**
   * A frame is ready to be sent.
   *
   * @param step which one
   * @param frame its bytes, with the filler before a SYN if there is one; must not be changed
   */
  default void frameSent(Step step, byte[] frame) {}

  /**
   * The frame that was due was received.
   *
   * @param step which one
   * @param frame its bytes, a copy
   * @param discardedBefore how many bytes were discarded since the frame before it
   */
  default void frameReceived(Step step, byte[] frame, long discardedBefore) {}

  /**
   * The handshake went from one state to another.
   *
   * @param from where it was
   * @param to where it is now
   */
  default void stateChanged(State from, State to) {}

  /**
   * Combines two observers. This one is called first.
   *
   * @param next the observer that is called second
   * @return an observer that calls both
   */
  default HandshakeObserver then(HandshakeObserver next) {
    return new ObserverPair(this, next);
  }
}

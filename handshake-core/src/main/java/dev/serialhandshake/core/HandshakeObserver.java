// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

/**
 * Is told of every frame, for a timeline or a log. Called from within {@link Handshake}'s methods,
 * on the caller's thread, in the order in which things happen; must not call back into the
 * handshake.
 */
public interface HandshakeObserver {

  /** Looks away. */
  HandshakeObserver NONE = new HandshakeObserver() {};

  /**
   * A frame is ready to be sent.
   *
   * @param step which one
   * @param frame its bytes, a filler in front of a SYN included; not to be changed
   */
  default void frameSent(Step step, byte[] frame) {}

  /**
   * The frame that was due came in.
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
   * Both of two observers: each call goes to this one first.
   *
   * @param next who is told second
   * @return an observer that hands on every call
   */
  default HandshakeObserver then(HandshakeObserver next) {
    return new ObserverPair(this, next);
  }
}

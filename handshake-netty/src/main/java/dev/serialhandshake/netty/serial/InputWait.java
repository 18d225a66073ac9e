// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

/** Waits for the input of one port, so that the event loop never does. Called on the event loop. */
interface InputWait {

  /** Asks for the next input, once. */
  void demand();

  /** The demand is met or taken back: until the next one, only the end of the port is told. */
  void rest();

  /** Ends the wait. Whatever was on its way to the channel may still arrive, and is ignored. */
  void stop();
}

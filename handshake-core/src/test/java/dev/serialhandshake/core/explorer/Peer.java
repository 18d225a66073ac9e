// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.explorer;

import java.nio.ByteBuffer;

/** One end of the line, as the explorer sees it: a value that each move copies first. */
public interface Peer {

  /** What an end is doing, as far as the judgement of a state depends on it. */
  enum Phase {
    /** Shaking hands, and not in one of the phases below. */
    TRYING,
    /** A client that has sent its ACK. */
    AWAITING_FINAL_ACK,
    /** A server that has sent its final ACK and holds its application back. */
    CONFIRMING,
    /** The application has the line. */
    ESTABLISHED
  }

  Peer copy();

  /** All that the future of this peer depends on; equal futures, equal bytes. */
  void encode(ByteBuffer out);

  /** Begins: a client sends its first SYN. */
  void start();

  /**
   * One read.
   *
   * @return how many of the bytes were consumed
   */
  int read(byte[] bytes);

  /** How many of the bytes that were read may still become a part of a frame. */
  int remembered();

  /** Whether {@link #pause} can make a difference now. */
  boolean minds();

  /** Time passes: until just before the timer fires, or for the quiet time if there is none. */
  void pause();

  /** How long until the timer fires, in milliseconds, if nothing comes before; -1 for never. */
  long timer();

  void fireTimer();

  /** The frame to send, or null; never more than one for one call of the methods above. */
  byte[] pollTransmit();

  Phase phase();

  /** How many SYNs this client sent; 0 for servers. */
  int attempts();

  /** For a trace. */
  String describe();
}

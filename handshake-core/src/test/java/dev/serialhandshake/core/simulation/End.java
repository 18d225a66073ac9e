// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.simulation;

/** One end of the line, with its real timings. Times are nanoseconds since the beginning. */
interface End {

  /** Later than anything. */
  long NEVER = Long.MAX_VALUE;

  void start(long now);

  /**
   * One read.
   *
   * @return how many of the bytes were consumed; the others are the application's
   */
  int read(byte[] bytes, long now);

  /** How many bytes of reads before the last are the application's too, once established. */
  int heldBytes();

  /** From when on this end reads; before that, bytes wait for it. */
  long readsFrom();

  /** When {@link #wake} is due. */
  long wakeAt();

  void wake(long now);

  /** The frame to send, or null. */
  byte[] poll(long now);

  boolean isEstablished();

  /** A client that has sent its ACK and waits for the final ACK. */
  boolean awaitsFinalAck();

  /** A server that has sent its final ACK and holds its application back. */
  boolean isConfirming();

  /** How many SYNs a client sent; 0 for servers. */
  int attempts();
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.testing.seed;

import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One end by the rules of the original, without I/O: bytes in, bytes out.
 *
 * <p>A read of the original takes at least as many bytes as are due, of which the last ones count.
 * So bytes are collected until they are enough, and are judged at the end of that read.
 *
 * <p>An end is a small value that can be copied. Its future depends on its nonce, on what it waits
 * for and on the bytes that it has collected, and on nothing else.
 */
public abstract sealed class SeedRules permits SeedClient, SeedServer {

  /** The most bytes that the original takes with one read. */
  public static final int LONGEST_READ = 32 * 1024;

  /** What an end waits for. */
  public enum Awaits {
    /** A client: the answer to its SYN. */
    SYN_ACK,
    /** A client that has sent its ACK. */
    FINAL_ACK,
    /** A server. */
    SYN,
    /** A server that has answered a SYN. */
    ACK,
    /** Nothing more: the application has the line. */
    NOTHING
  }

  static final byte SYN = 0x16;
  static final byte ACK = 0x06;
  static final byte NAK = 0x15;

  private final IntUnaryOperator nonces;
  private int nonce;

  /** The last four bytes that were read, the newest lowest. */
  private int tail;

  private int collected;
  private Awaits awaits;
  private byte @Nullable [] transmit;

  SeedRules(Awaits awaits, int nonceBefore, IntUnaryOperator nonces) {
    this.awaits = awaits;
    this.nonce = nonceBefore;
    this.nonces = nonces;
  }

  SeedRules(SeedRules other) {
    nonces = other.nonces;
    nonce = other.nonce;
    tail = other.tail;
    collected = other.collected;
    awaits = other.awaits;
    transmit = other.transmit;
  }

  /** Nonces as the original draws them. */
  static int draw(int before) {
    return ThreadLocalRandom.current().nextInt(255);
  }

  /** Nonces that a test can foretell. */
  static int third(int before) {
    return before + 3;
  }

  /**
   * This end as it is now.
   *
   * @return an end that goes its own way
   */
  public abstract SeedRules copy();

  /** Begins: a client sends its first SYN. */
  public abstract void start();

  /**
   * Takes bytes from a read.
   *
   * @param bytes the read, which must not be empty
   * @return how many of its first bytes are taken: the others are for the next call, or the
   *     application's
   */
  public abstract int read(byte[] bytes);

  /**
   * A deadline has passed.
   *
   * @throws IllegalStateException if this is a server, whose reads have none
   */
  public abstract void timeout();

  /**
   * How many SYNs it has sent. A deadline begins with each of them.
   *
   * @return 0 before the start, and for servers
   */
  public abstract int attempts();

  /**
   * What it waits for.
   *
   * @return that step, or {@link Awaits#NOTHING} in the end
   */
  public final Awaits awaits() {
    return awaits;
  }

  /**
   * Whether the application has the line.
   *
   * @return true from then on
   */
  public final boolean isEstablished() {
    return awaits == Awaits.NOTHING;
  }

  /**
   * How many bytes the original takes with its next read. No byte of the application is among them.
   *
   * @return 1 for the final ACK, or else the size of its buffer
   */
  public final int mostToRead() {
    return awaits == Awaits.FINAL_ACK ? 1 : LONGEST_READ;
  }

  /**
   * What to send now.
   *
   * @return a frame, once; null if there is none
   */
  public final byte @Nullable [] pollTransmit() {
    byte[] frame = transmit;
    transmit = null;
    return frame;
  }

  /**
   * How many bytes are collected and too few for a read.
   *
   * @return 0 to 2
   */
  public final int collected() {
    return collected;
  }

  /**
   * One of the bytes that wait for more.
   *
   * @param number 1 for the last one, 2 for the one before
   * @return the byte
   */
  public final byte fromEnd(int number) {
    return (byte) (tail >>> (8 * (number - 1)));
  }

  /**
   * The nonce that was drawn last.
   *
   * @return its lowest eight bits count
   */
  public final int nonce() {
    return nonce;
  }

  /** Whether the bytes are enough for a read of at least so many; then the next read begins. */
  final boolean isReadOf(int least, byte[] bytes) {
    for (int i = Math.max(0, bytes.length - least); i < bytes.length; i++) {
      tail = (tail << 8) | (bytes[i] & 0xff);
    }
    collected += bytes.length;
    if (collected < least) {
      return false;
    }
    collected = 0;
    return true;
  }

  final void forgetBytes() {
    collected = 0;
  }

  final void await(Awaits next) {
    awaits = next;
  }

  final int drawNonce() {
    nonce = nonces.applyAsInt(nonce);
    return nonce;
  }

  final boolean acknowledgesNonce(byte value) {
    return value == (byte) (nonce + 1);
  }

  final void send(int... frame) {
    transmit = new byte[frame.length];
    for (int i = 0; i < frame.length; i++) {
      transmit[i] = (byte) frame[i];
    }
  }
}

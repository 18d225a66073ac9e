// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.link;

import java.util.ArrayDeque;
import java.util.Arrays;

/**
 * One direction of a line: a transmitter that takes bytes in order and sends a few of them at a
 * time, a delay, and faults.
 */
final class LinkWay {

  private static final long NEVER = Long.MAX_VALUE;

  /** How many bytes a read brings, as of a UART with a buffer. */
  private static final int CHUNK = 16;

  private static final class Arrival {
    final long at;
    final byte[] bytes;

    Arrival(long at, byte[] bytes) {
      this.at = at;
      this.bytes = bytes;
    }
  }

  private final long byteNanos;
  private final long latency;
  private final FaultyBytes faults;
  private final ArrayDeque<Arrival> under = new ArrayDeque<>();
  private byte[] waiting = new byte[1 << 12];
  private int from;
  private int to;
  private long sentAt = NEVER;
  private long carried;

  LinkWay(long byteNanos, long latency, FaultyBytes faults) {
    this.byteNanos = byteNanos;
    this.latency = latency;
    this.faults = faults;
  }

  /** Puts bytes behind those that wait. */
  void put(byte[] bytes, int length, long now) {
    makeRoom(length);
    System.arraycopy(bytes, 0, waiting, to, length);
    to += length;
    send(now);
  }

  /** Puts bytes before those that wait, as a kernel does. */
  void interrupt(byte[] bytes, long now) {
    makeRoom(bytes.length);
    System.arraycopy(waiting, from, waiting, from + bytes.length, to - from);
    System.arraycopy(bytes, 0, waiting, from, bytes.length);
    to += bytes.length;
    send(now);
  }

  private void makeRoom(int length) {
    if (to + length > waiting.length) {
      byte[] next = new byte[Math.max(waiting.length, 2 * (to - from + length))];
      System.arraycopy(waiting, from, next, 0, to - from);
      to -= from;
      from = 0;
      waiting = next;
    }
  }

  private void send(long now) {
    if (sentAt == NEVER && from < to) {
      sentAt = now + Math.min(CHUNK, to - from) * byteNanos;
    }
  }

  /** All that is under way is lost. */
  void cut() {
    from = to;
    sentAt = NEVER;
    under.clear();
  }

  long next() {
    long arrives = under.isEmpty() ? NEVER : under.peek().at;
    return Math.min(sentAt, arrives);
  }

  /** Returns what has arrived at that time; null when nothing has. */
  byte[] arrived(long now) {
    if (sentAt <= now) {
      int length = Math.min(CHUNK, to - from);
      byte[] chunk = Arrays.copyOfRange(waiting, from, from + length);
      from += length;
      carried += length;
      int left = faults.carry(chunk, length);
      if (left > 0) {
        under.add(new Arrival(sentAt + latency, Arrays.copyOf(chunk, left)));
      }
      long at = sentAt;
      sentAt = NEVER;
      send(at);
    }
    return under.isEmpty() || under.peek().at > now ? null : under.remove().bytes;
  }

  /** How many bytes were sent. */
  long carried() {
    return carried;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.sshd;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What has passed on the line of one session, and how fast. It tells a client that is silent from
 * one whose words are on their way: the answer to a request waits behind everything that was sent
 * before, and a buffer between (a socket's, a console server's) may hold a minute's worth of it.
 *
 * <p>Example: 16,000 bytes are sent at once into a buffer, from which 960 a second go on. A request
 * sent behind them reaches the client after 17 s, and no sooner.
 *
 * <p>The rate is known from answers. If {@code n} bytes were sent between two requests, and {@code
 * t} passed between the two answers, the line carries at least {@code n / t}. The first such answer
 * is the client's part of the key exchange, which it sends when it has ours.
 *
 * <p>May be used on any thread. Times are those of one clock, in nanoseconds.
 */
final class LineTraffic {

  /** The SYNs of a next client are a few bytes a second; these are no sign of life. */
  private static final int LIVELY_BYTES = 128;

  private static final int LIVELY_BYTES_PER_SECOND = 16;

  /** An answer after fewer bytes tells the time of the way, not the rate. */
  private static final int TELLING_BYTES = 1024;

  /** How much of a rate is kept when an answer tells of a lower one. */
  private static final double KEPT = 0.75;

  /** A line may become slower than it was. */
  private static final int MARGIN = 2;

  private final LongSupplier clock;
  private final LongSupplier sent;
  private long packets;
  private long bytes;
  private long arrived;
  private long arrivedAt;
  private double bytesPerNano;

  /**
   * A moment, and what had been received by then.
   *
   * @param packets whole packets with a good MAC
   * @param bytes bytes, of packets or not
   * @param sent bytes given to the line
   */
  record Mark(long packets, long bytes, long sent, long at) {}

  /**
   * Begins to count.
   *
   * @param sent how many bytes were given to the line so far
   */
  LineTraffic(LongSupplier clock, LongSupplier sent) {
    this.clock = clock;
    this.sent = sent;
    arrivedAt = clock.getAsLong();
  }

  synchronized void received(int count) {
    bytes += count;
  }

  /** A packet is whole, and its MAC is good. */
  synchronized void receivedPacket() {
    packets++;
  }

  synchronized Mark mark() {
    return new Mark(packets, bytes, sent.getAsLong(), clock.getAsLong());
  }

  /** Whether what was received since then shows that there is a client. */
  synchronized boolean isLively(Mark since) {
    long seconds = TimeUnit.NANOSECONDS.toSeconds(clock.getAsLong() - since.at());
    return packets != since.packets()
        || bytes - since.bytes() >= Math.max(LIVELY_BYTES, seconds * LIVELY_BYTES_PER_SECOND);
  }

  /** The client has received all that was sent before. */
  synchronized void arrived(Mark asked) {
    long count = asked.sent() - arrived;
    if (count <= 0) {
      return;
    }
    long now = clock.getAsLong();
    double rate = (double) count / Math.max(1, now - arrivedAt);
    double floor = count < TELLING_BYTES ? bytesPerNano : bytesPerNano * KEPT;
    bytesPerNano = Math.max(rate, floor);
    arrived = asked.sent();
    arrivedAt = now;
  }

  /** How much longer than usual the answer to a request may take that was sent then. */
  synchronized long extraNanos(Mark asked) {
    long ahead = asked.sent() - arrived;
    if (bytesPerNano <= 0 || ahead <= 0) {
      return 0;
    }
    double busy = MARGIN * ahead / bytesPerNano;
    return Math.max(0, (long) busy - (asked.at() - arrivedAt));
  }
}

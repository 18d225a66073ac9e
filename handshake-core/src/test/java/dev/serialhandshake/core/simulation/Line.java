// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.simulation;

import java.util.Arrays;
import java.util.Random;

/** One direction: bytes on their way, each with the time of its arrival. */
final class Line {

  /** As many bytes as a UART of a board hands on at once. */
  private static final int LOG_CHUNK = 64;

  private final Setup setup;
  private final Random random;

  private byte[] bytes = new byte[64];
  private boolean[] noise = new boolean[64];
  private long[] arrivals = new long[64];
  private int read;
  private int written;
  private long freeAt;
  private int applicationStart = -1;

  /** Noise that begins later: a log that is played over and over until its time is up. */
  private byte[] log = {};

  /** When each byte of the log is written; empty if they follow each other without a pause. */
  private long[] logTimes = {};

  private int logAt;
  private long logUntil;
  private long nextLogAt = End.NEVER;

  Line(Setup setup, Random random) {
    this.setup = setup;
    this.random = random;
  }

  /** Plays a log from somewhere in it, a few bytes at a time, at the pace of the line. */
  void log(byte[] bytes, int from, long until) {
    log = bytes;
    logAt = from;
    logUntil = until;
    nextLogAt = bytes.length == 0 ? End.NEVER : 0;
  }

  /** Plays a log once, each byte at its time, or as soon as the line is free. */
  void log(byte[] bytes, long[] times) {
    log = bytes;
    logTimes = times;
    nextLogAt = bytes.length == 0 ? End.NEVER : times[0];
  }

  private void playLog(long until) {
    while (nextLogAt <= until) {
      playPiece();
    }
  }

  private void playPiece() {
    if (logTimes.length > 0) {
      put(log[logAt], logTimes[logAt++], true);
      nextLogAt = logAt < log.length ? logTimes[logAt] : End.NEVER;
    } else {
      for (int i = 0; i < LOG_CHUNK; i++) {
        put(log[logAt++ % log.length], nextLogAt, true);
      }
      nextLogAt += LOG_CHUNK * setup.perByte;
      nextLogAt = nextLogAt < logUntil ? nextLogAt : End.NEVER;
    }
  }

  /**
   * Bytes that may get lost or come twice.
   *
   * @param toNoise whether it was noise that called for them
   */
  void send(byte[] frame, long now, boolean toNoise) {
    playLog(now);
    for (byte b : frame) {
      double chance = random.nextDouble();
      if (chance >= setup.lost) {
        put(b, now, toNoise);
      }
      if (chance > 1 - setup.doubled) {
        put(b, now, toNoise);
      }
    }
  }

  /** Bytes that no fault befalls. */
  void noise(byte[] noise) {
    for (byte b : noise) {
      put(b, 0, true);
    }
  }

  /** The application's first bytes; where they begin is where both ends must agree. */
  void application(byte[] text, long now) {
    playLog(now);
    applicationStart = written;
    for (byte b : text) {
      put(b, now, false);
    }
  }

  private void put(byte b, long now, boolean isNoise) {
    if (written == bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * written);
      noise = Arrays.copyOf(noise, 2 * written);
      arrivals = Arrays.copyOf(arrivals, 2 * written);
    }
    freeAt = Math.max(freeAt, now) + setup.perByte;
    bytes[written] = b;
    noise[written] = isNoise;
    arrivals[written++] = freeAt + setup.latency;
  }

  /** When all that is on the line has arrived. */
  long quietAt() {
    return freeAt + setup.latency;
  }

  long readableAt() {
    if (read < written) {
      return arrivals[read] + setup.gather;
    }
    long travel = setup.perByte + setup.latency + setup.gather;
    return nextLogAt == End.NEVER ? End.NEVER : Math.max(nextLogAt, freeAt) + travel;
  }

  /** What one read brings. */
  byte[] read(long now) {
    playLog(now - setup.latency - setup.perByte);
    int end = read + 1;
    while (end < written && arrivals[end] <= now) {
      end++;
    }
    int most = end - read;
    int length =
        switch (setup.chunks) {
          case ONE_BYTE -> 1;
          case WHOLE -> most;
          case RANDOM -> 1 + random.nextInt(most);
        };
    read += length;
    return Arrays.copyOfRange(bytes, read - length, read);
  }

  /** Puts the end of a read back, which its reader did not consume. */
  void unread(int count) {
    read -= count;
  }

  /** Whether the byte that was read {@code back} bytes ahead of the last one was noise. */
  boolean wasNoise(int back) {
    int index = read - 1 - back;
    return index >= 0 && noise[index];
  }

  /** Whether exactly what was sent ahead of the application was read, and no noise follows it. */
  boolean isAligned() {
    return read == applicationStart && nextLogAt == End.NEVER;
  }
}

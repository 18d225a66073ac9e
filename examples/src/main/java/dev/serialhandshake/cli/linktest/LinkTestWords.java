// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.linktest;

import java.util.Locale;

/** The words of a test of a link, and its bytes. */
public final class LinkTestWords {

  /** The first line of both sides. No client of SSH begins so. */
  public static final String REQUEST = "LINKTEST 1";

  /** The peer is to take so many bytes. */
  public static final String TAKE = "TAKE ";

  /** So many bytes were taken; and their CRC-32. */
  private static final String TOOK = "TOOK ";

  /** The peer is to send so many bytes. */
  public static final String GIVE = "GIVE ";

  /** The end of each line. */
  public static final String END = "\r\n";

  /** No command is for more bytes. */
  public static final long MOST_BYTES = 32L << 20;

  /** No line is longer. */
  public static final int LONGEST = 40;

  private static final long MIX = 0x9E3779B97F4A7C15L;

  private LinkTestWords() {}

  /** What tells that bytes were taken. */
  public static String took(long count, long crc) {
    return TOOK + count + String.format(Locale.ROOT, " %08x", crc);
  }

  /** The byte of a test at a place. All 256 values occur equally often, as in what SSH sends. */
  public static byte at(long place) {
    return (byte) ((place * MIX) >>> 56);
  }
}

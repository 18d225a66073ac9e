// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.linktest;

import java.util.Locale;

/** The words and the test bytes of a test of a link. The package documentation shows a test. */
public final class LinkTestWords {

  /** The first line of both sides. The first line of SSH begins with {@code SSH-} instead. */
  public static final String REQUEST = "LINKTEST 1";

  /** Announces that the sender now sends this many bytes. */
  public static final String TAKE = "TAKE ";

  /** Says how many bytes were received, and their CRC-32. */
  private static final String TOOK = "TOOK ";

  /** Asks the peer to send this many bytes. */
  public static final String GIVE = "GIVE ";

  /** The end of each line. */
  public static final String END = "\r\n";

  /** The largest number of bytes in one command. */
  public static final long MOST_BYTES = 32L << 20;

  /** The longest line, in bytes. */
  public static final int LONGEST = 40;

  private static final long MIX = 0x9E3779B97F4A7C15L;

  private LinkTestWords() {}

  /** The line that confirms bytes, without its end. */
  public static String took(long count, long crc) {
    return TOOK + count + String.format(Locale.ROOT, " %08x", crc);
  }

  /** The test byte at a place. All 256 values occur equally often, as in the bytes of SSH. */
  public static byte at(long place) {
    return (byte) ((place * MIX) >>> 56);
  }
}

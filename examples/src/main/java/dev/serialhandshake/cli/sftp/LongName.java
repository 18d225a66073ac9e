// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.sftp;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** A file as {@code ls -l} shows it. Clients print this. */
final class LongName {

  private static final DateTimeFormatter RECENT =
      DateTimeFormatter.ofPattern("MMM ppd HH:mm", Locale.ENGLISH);

  private static final DateTimeFormatter OLD =
      DateTimeFormatter.ofPattern("MMM ppd  yyyy", Locale.ENGLISH);

  private static final Duration HALF_A_YEAR = Duration.ofDays(365).dividedBy(2);

  private static final String TYPES = "?pc?d?b?-?l?s???";

  private LongName() {}

  static byte[] of(byte[] name, Attributes file, Accounts accounts, Instant now) {
    byte[] front =
        String.format(
                Locale.ROOT,
                "%s %4d %-8s %-8s %8d %s ",
                mode(file.mode()),
                file.links(),
                accounts.user(file.uid()),
                accounts.group(file.gid()),
                file.size(),
                time(Instant.ofEpochSecond(file.modified()), now))
            .getBytes(UTF_8);
    byte[] all = new byte[front.length + name.length];
    System.arraycopy(front, 0, all, 0, front.length);
    System.arraycopy(name, 0, all, front.length, name.length);
    return all;
  }

  private static String time(Instant time, Instant now) {
    boolean recent = !time.isAfter(now) && time.isAfter(now.minus(HALF_A_YEAR));
    return (recent ? RECENT : OLD).format(time.atZone(ZoneId.systemDefault()));
  }

  static String mode(int mode) {
    return TYPES.charAt(mode >> 12 & 017)
        + bits(mode >> 6, (mode & 04000) != 0, 's')
        + bits(mode >> 3, (mode & 02000) != 0, 's')
        + bits(mode, (mode & 01000) != 0, 't');
  }

  private static String bits(int bits, boolean special, char letter) {
    boolean runs = (bits & 1) != 0;
    char last = special ? (runs ? letter : Character.toUpperCase(letter)) : runs ? 'x' : '-';
    return "" + ((bits & 4) == 0 ? '-' : 'r') + ((bits & 2) == 0 ? '-' : 'w') + last;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * The end of the text on a line, to tell whether a boot loader shows its countdown or its menu.
 *
 * <p>A boot loader takes any byte for a key press. U-Boot prints {@code Hit any key to stop
 * autoboot: 3}, and then it rewrites the digit once a second. A SYN in that time stops the boot,
 * and the machine stands at a prompt for ever. Between two digits the line is quiet for a whole
 * second, so silence alone does not protect the machine.
 *
 * <p>The rule: the screen waits for a key if its text holds one of the phrases below, and fewer
 * than {@value #MOST_LETTERS} letters follow the phrase. Digits, dots and blanks follow while a
 * countdown goes on. Words follow when the boot goes on: {@code ## Loading kernel}.
 *
 * <p>Adding a byte takes constant time and allocates nothing. The text is searched only when
 * somebody asks.
 */
final class BootLoaderScreen {

  /** What boot loaders say while they wait for a key: in lower case, with single blanks. */
  private static final List<String> PHRASES =
      List.of(
          "to stop autoboot", // U-Boot, barebox
          "to abort autoboot", // U-Boot with a stop string
          "to stop auto run", // CFE
          "to abort boot",
          "to interrupt boot",
          "to interrupt automatic boot",
          "to cancel boot",
          "to stop booting",
          "to enter setup", // BIOS, UEFI
          "to enter boot menu",
          "for boot menu", // SeaBIOS
          "for boot options", // UEFI
          "press any key",
          "hit any key",
          "press enter to boot", // GRUB
          "for a command-line", // GRUB 2, the end of its menu
          "to return previous menu", // GRUB 2, the end of a submenu
          "press [tab] to edit options", // SYSLINUX
          "enter ^c to abort", // RedBoot
          "for the command line"); // iPXE

  /** These count only before a digit: "boot in 3 s" is a countdown, "starting init" is not. */
  private static final List<String> COUNTDOWNS =
      List.of(
          "executed automatically in ", // GRUB 2
          "automatic boot in ", // SYSLINUX
          "autoboot in ",
          "autobooting in ",
          "booting in ", // systemd-boot
          "boot in ",
          "starting in ");

  /** "seconds" and the like may follow a phrase. */
  private static final int MOST_LETTERS = 16;

  private static final int CAPACITY = 256;
  private static final int ESCAPE = 0x1b;

  private final byte[] text = new byte[CAPACITY];

  /** How many bytes were added; the newest stands before this index, modulo the capacity. */
  private int end;

  private int length;

  /** Inside a terminal's control sequence: 0 no, 1 after the escape, 2 after {@code ESC [}. */
  private int escape;

  /** Whether the end of a read contains letters, and so may be text on a screen. */
  static boolean isText(ByteView read) {
    for (int i = Math.max(0, read.length() - CAPACITY); i < read.length(); i++) {
      int value = read.get(i) | 0x20;
      if (value >= 'a' && value <= 'z') {
        return true;
      }
    }
    return false;
  }

  /** Adds the end of a read. Control sequences of terminals are left out. */
  void add(ByteView read, int from, int to) {
    for (int i = Math.max(from, to - 2 * CAPACITY); i < to; i++) {
      add(read.get(i) & 0xff);
    }
  }

  private void add(int value) {
    if (value == ESCAPE) {
      escape = 1;
      append(' '); // the sequence probably moves the cursor
    } else if (escape == 1) {
      escape = value == '[' ? 2 : 0;
    } else if (escape == 2) {
      escape = value >= '@' && value <= '~' ? 0 : 2;
    } else {
      append(value >= '!' && value <= '~' ? value : ' ');
    }
  }

  private void append(int value) {
    boolean secondBlank = value == ' ' && text[(end - 1) & (CAPACITY - 1)] == ' ';
    if (secondBlank) {
      return;
    }
    text[end & (CAPACITY - 1)] = (byte) value;
    end++;
    length = Math.min(length + 1, CAPACITY);
  }

  /** Whether the text ends with a countdown or a menu, so that a byte would be a key press. */
  boolean waitsForKey() {
    String shown = shown();
    int after = 0;
    for (String phrase : PHRASES) {
      int at = shown.lastIndexOf(phrase);
      after = at < 0 ? after : Math.max(after, at + phrase.length());
    }
    for (String countdown : COUNTDOWNS) {
      int digit = shown.lastIndexOf(countdown) + countdown.length();
      boolean counts = digit >= countdown.length() && digit < shown.length();
      after = counts && isDigit(shown.charAt(digit)) ? Math.max(after, digit) : after;
    }
    return after > 0 && letters(shown, after) < MOST_LETTERS;
  }

  private String shown() {
    byte[] shown = new byte[length];
    for (int i = 0; i < length; i++) {
      shown[i] = text[(end - length + i) & (CAPACITY - 1)];
    }
    return new String(shown, StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT);
  }

  private static int letters(String text, int from) {
    int letters = 0;
    for (int i = from; i < text.length(); i++) {
      letters += Character.isLetter(text.charAt(i)) ? 1 : 0;
    }
    return letters;
  }

  private static boolean isDigit(char value) {
    return value >= '0' && value <= '9';
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import dev.serialhandshake.core.internal.Wire;

/**
 * Patterns of a few bytes that tell what is at the far end. The more certain a sign is, the earlier
 * it stands. No boot log and no handshake contains one of these patterns, except {@link #BOOT}.
 */
enum PeerSign {
  TELNET {
    @Override
    boolean isIn(Window w) {
      int first = -1;
      int count = 0;
      for (int i = 0; i + 2 < w.length(); i++) {
        boolean command = w.at(i) == 0xff && w.at(i + 1) >= 0xfb && w.at(i + 1) <= 0xfe;
        if (command && w.at(i + 2) < 0x30) {
          first = first < 0 ? i : first;
          count++;
          i += 2;
        }
      }
      boolean sure = count > 2 || (!w.isFull() && (count > 1 || first == 0));
      if (sure) {
        w.found(first, first + 3 * count);
      }
      return sure;
    }
  },

  /** The SYN-ACK that was due, but with bit 7 of our nonce stripped. */
  SEVEN_BITS {
    @Override
    boolean isIn(Window w) {
      for (int i = 0; i < w.length(); i++) {
        boolean edge = i == 0 || i + 3 >= w.length();
        if (edge && w.at(i) == Wire.ACK && w.at(i + 1) < 0x80 && isAcknowledged(w, i + 1)) {
          w.found(i, i + 3);
          return true;
        }
      }
      return false;
    }

    private static boolean isAcknowledged(Window w, int index) {
      return w.isOwn(0x80 | (w.at(index) - 1));
    }
  },

  SSH {
    @Override
    boolean isIn(Window w) {
      if (w.contains("SSH-2.0-")) {
        w.andMore(8);
        return true;
      }
      return w.contains("SSH-1.99-") || w.contains("Invalid SSH identification");
    }
  },

  /** The line of text from a server that shares its line with a login. */
  LOGIN_SESSION {
    @Override
    boolean isIn(Window w) {
      return w.contains(LoginGate.REFUSAL);
    }
  },

  LOGIN {
    @Override
    boolean isIn(Window w) {
      return w.contains("login: ")
          || w.contains("Login: ")
          || w.contains("Password:")
          || w.contains("Username:")
          || w.contains("Login incorrect");
    }
  },

  /** The prompt of a boot loader. It is looked for in the last bytes before a pause. */
  BOOT_LOADER {
    @Override
    boolean isIn(Window w) {
      return w.isAllText()
          && (w.endsWith("=> ") // U-Boot
              || w.endsWith("oot> ") // U-Boot, RedBoot
              || w.endsWith("CFE> ")
              || w.endsWith("grub> ")
              || w.endsWith("rescue> ") // GRUB
              || w.endsWith(":/ ") // barebox
              || w.endsWith("boot: ")); // SYSLINUX
    }
  },

  /** The prompt of a shell. It is looked for in the last bytes before a pause. */
  PROMPT {
    @Override
    boolean isIn(Window w) {
      return w.isAllText() && (w.endsWith("$ ") || w.endsWith("# ") || w.endsWith("> "));
    }
  },

  /** The echo of our SYN right after a prompt. */
  ECHO_AT_PROMPT {
    @Override
    boolean isIn(Window w) {
      for (int i = 0; i < w.length(); i++) {
        int echo = w.at(i + 2);
        boolean caret = echo == '^' && (w.at(i + 3) == 0x08 || w.at(i + 3) == 'V');
        boolean prompt = "$#>".indexOf(w.at(i)) >= 0 && w.at(i + 1) == ' ';
        if (prompt && (caret || w.isOwn(echo))) {
          w.found(Math.max(0, i - 8), i + 2);
          return true;
        }
      }
      return false;
    }
  },

  /** {@code ^} and a backspace: the next character is taken literally. */
  COOKED {
    @Override
    boolean isIn(Window w) {
      return caretThenNonce(w, 0x08);
    }
  },

  /** {@code ^V}. */
  RAW_ECHO {
    @Override
    boolean isIn(Window w) {
      return caretThenNonce(w, 'V');
    }
  },

  /** The nonce alone: a program took our {@code 16} for "quote the next character". */
  QUOTED {
    @Override
    boolean isIn(Window w) {
      boolean alone = w.length() <= 12 && (w.isOwn(w.at(0)) || w.isOwnStripped(w.at(0)));
      if (alone) {
        w.found(0, 1);
      }
      return alone;
    }
  },

  /** The SYN itself. */
  ECHO {
    @Override
    boolean isIn(Window w) {
      for (int i = 0; i < w.length(); i++) {
        boolean nonce = w.isOwn(w.at(i + 1)) || w.isOwnStripped(w.at(i + 1));
        if (w.at(i) == Wire.SYN && nonce) {
          w.found(i, i + 2);
          return true;
        }
      }
      return false;
    }
  },

  MODEM_COMMAND {
    @Override
    boolean isIn(Window w) {
      for (int i = 0; i < w.length(); i++) {
        boolean begins = i == 0 || w.at(i - 1) == '\r' || w.at(i - 1) == '\n';
        boolean command = begins && w.at(i) == 'A' && w.at(i + 1) == 'T';
        if (command && "\r+&IZE".indexOf(w.at(i + 2)) >= 0) {
          w.found(i, i + 3);
          return true;
        }
      }
      return false;
    }
  },

  /** Only SYNs, and none of them is ours. */
  FOREIGN_SYN {
    @Override
    boolean isIn(Window w) {
      int i = 0;
      while (i < w.length()) {
        i += w.at(i) == Wire.FILLER ? 1 : 0;
        int nonce = w.at(i + 1);
        if (w.at(i) != Wire.SYN || nonce < 0 || w.isOwn(nonce) || w.isOwnStripped(nonce)) {
          return false;
        }
        i += 2;
      }
      w.found(0, i);
      return i > 0;
    }
  },

  BOOT {
    @Override
    boolean isIn(Window w) {
      for (int i = 0; i < w.length(); i++) {
        int end = w.at(i) == '[' ? endOfTimestamp(w, i + 1) : 0;
        if (end > 0) {
          w.found(i, end + 16);
          return true;
        }
      }
      return w.contains("[  OK  ]")
          || w.contains("U-Boot ")
          || w.contains("SeaBIOS")
          || w.contains("Starting kernel");
    }

    /** After {@code 12.345678]}, or 0. */
    private static int endOfTimestamp(Window w, int from) {
      int i = from;
      while (w.at(i) == ' ' || isDigit(w.at(i))) {
        i++;
      }
      if (i == from || w.at(i) != '.') {
        return 0;
      }
      int decimals = ++i;
      while (isDigit(w.at(i))) {
        i++;
      }
      return i == decimals + 6 && w.at(i) == ']' ? i + 1 : 0;
    }
  };

  /** Whether the sign is in the window. If so, the window remembers where. */
  abstract boolean isIn(Window window);

  /** The sign as one bit of a set. */
  @SuppressWarnings("EnumOrdinal") // a set that is never stored
  int bit() {
    return 1 << ordinal();
  }

  /** Whether the sign is looked for only in the last bytes before a pause. */
  boolean isPrompt() {
    return this == PROMPT || this == BOOT_LOADER;
  }

  boolean isAmong(int set) {
    return (set & bit()) != 0;
  }

  /** Whether the sign is so short that noise may spell it. */
  boolean mayBeChance() {
    return switch (this) {
      case SEVEN_BITS, ECHO_AT_PROMPT, COOKED, RAW_ECHO, QUOTED, ECHO, FOREIGN_SYN -> true;
      default -> false;
    };
  }

  private static boolean isDigit(int value) {
    return value >= '0' && value <= '9';
  }

  private static boolean caretThenNonce(Window w, int second) {
    for (int i = 0; i < w.length(); i++) {
      int third = w.at(i + 2);
      boolean nonce = third < 0 || w.isOwn(third) || w.isOwnStripped(third);
      if (w.at(i) == '^' && w.at(i + 1) == second && nonce) {
        w.found(i, i + 3);
        return true;
      }
    }
    return false;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.testing;

import static dev.serialhandshake.testing.PtyLibC.C;
import static java.util.Map.entry;

import com.sun.jna.Memory;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Sets and tells modes of a terminal, named as by stty(1): {@code raw}, {@code icrnl}, {@code
 * -echo}.
 */
final class TerminalModes {

  /** More than a {@code struct termios} takes on any Linux. */
  private static final int SIZE = 256;

  /** Where a mode is: the offset of its word in the {@code struct termios}, and its bit. */
  private record Mode(int offset, int bit) {}

  private static final int INPUT = 0;
  private static final int OUTPUT = 4;
  private static final int CONTROL = 8;
  private static final int LOCAL = 12;

  /** Of the control modes: the rate, as a code. */
  private static final int RATE = 0x100f;

  private static final int RATE_9600 = 0xd;

  private static final Map<String, Mode> MODES =
      Map.ofEntries(
          entry("istrip", new Mode(INPUT, 0x20)),
          entry("inlcr", new Mode(INPUT, 0x40)),
          entry("igncr", new Mode(INPUT, 0x80)),
          entry("icrnl", new Mode(INPUT, 0x100)),
          entry("ixon", new Mode(INPUT, 0x400)),
          entry("opost", new Mode(OUTPUT, 0x1)),
          entry("onlcr", new Mode(OUTPUT, 0x4)),
          entry("cstopb", new Mode(CONTROL, 0x40)),
          entry("crtscts", new Mode(CONTROL, 0x80000000)),
          entry("isig", new Mode(LOCAL, 0x1)),
          entry("icanon", new Mode(LOCAL, 0x2)),
          entry("echo", new Mode(LOCAL, 0x8)),
          entry("echoctl", new Mode(LOCAL, 0x200)),
          entry("iexten", new Mode(LOCAL, 0x8000)));

  private TerminalModes() {}

  static void apply(int descriptor, String... names) {
    try (Memory termios = new Memory(SIZE)) {
      C.tcgetattr(descriptor, termios);
      for (String name : names) {
        change(termios, name);
      }
      C.tcsetattr(descriptor, 0, termios);
    }
  }

  /** Those that are set, and the rate if it is 9600. */
  static Set<String> of(int descriptor) {
    try (Memory termios = new Memory(SIZE)) {
      C.tcgetattr(descriptor, termios);
      Set<String> set = new HashSet<>();
      MODES.forEach(
          (name, mode) -> {
            if ((termios.getInt(mode.offset()) & mode.bit()) != 0) {
              set.add(name);
            }
          });
      if ((termios.getInt(CONTROL) & RATE) == RATE_9600) {
        set.add("9600");
      }
      return set;
    }
  }

  private static void change(Memory termios, String name) {
    if (name.equals("raw")) {
      C.cfmakeraw(termios);
      return;
    }
    boolean off = name.startsWith("-");
    Mode mode = MODES.get(off ? name.substring(1) : name);
    if (mode == null) {
      throw new IllegalArgumentException("not a mode that is known here: " + name);
    }
    int word = termios.getInt(mode.offset());
    termios.setInt(mode.offset(), off ? word & ~mode.bit() : word | mode.bit());
  }
}

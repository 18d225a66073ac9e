// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.process;

import com.sun.jna.Platform;
import java.util.Map;
import java.util.Map.Entry;

/** The signals that SSH knows by name (RFC 4254, 6.10), and their numbers on this system. */
final class SignalName {

  /** The name that OpenSSH's server uses for a signal that has no name in SSH. */
  private static final String OTHER = "SIG@openssh.com";

  private static final Map<String, Integer> NUMBERS =
      Map.ofEntries(
          Map.entry("HUP", 1),
          Map.entry("INT", 2),
          Map.entry("QUIT", 3),
          Map.entry("ILL", 4),
          Map.entry("ABRT", 6),
          Map.entry("FPE", 8),
          Map.entry("KILL", 9),
          Map.entry("SEGV", 11),
          Map.entry("PIPE", 13),
          Map.entry("ALRM", 14),
          Map.entry("TERM", 15),
          Map.entry("USR1", Platform.isLinux() ? 10 : 30),
          Map.entry("USR2", Platform.isLinux() ? 12 : 31));

  private SignalName() {}

  static String of(int number) {
    return NUMBERS.entrySet().stream()
        .filter(signal -> signal.getValue() == number)
        .map(Entry::getKey)
        .findAny()
        .orElse(OTHER);
  }

  /** The number of a signal; 0 if there is no such name. */
  static int number(String name) {
    return NUMBERS.getOrDefault(name, 0);
  }
}

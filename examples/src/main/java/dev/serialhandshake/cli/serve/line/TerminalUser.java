// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.line;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who has logged in at a terminal. It is the owner of its file, since {@code login} makes
 * the user the owner.
 */
final class TerminalUser {

  private static final Path PROCESSES = Path.of("/proc");

  /** Programs that run on a terminal on which nobody has logged in yet. */
  private static final Set<String> BEFORE_LOGIN = Set.of("agetty", "getty", "login");

  /**
   * The index of tty_nr after the name of the program in {@code /proc/PID/stat}: state, ppid, pgrp,
   * session, tty_nr.
   */
  private static final int TERMINAL_FIELD = 4;

  private TerminalUser() {}

  /**
   * The user's name; null as long as nobody has logged in. Blocks.
   *
   * @param terminal the path of the terminal
   */
  static @Nullable String of(String terminal) {
    try {
      Path path = Path.of(terminal);
      long device = ((Number) Files.getAttribute(path, "unix:rdev")).longValue();
      return isPastLogin(device) ? Files.getOwner(path).getName() : null;
    } catch (IOException | DirectoryIteratorException e) {
      return null; // the terminal was hung up
    }
  }

  private static boolean isPastLogin(long device) throws IOException {
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROCESSES, "[0-9]*")) {
      for (Path process : processes) {
        String program = programOn(device, process.resolve("stat"));
        if (program != null && !BEFORE_LOGIN.contains(program)) {
          return true;
        }
      }
    }
    return false;
  }

  /** The program of a process, if its terminal is that device; null otherwise. */
  private static @Nullable String programOn(long device, Path stat) {
    try {
      String line = new String(Files.readAllBytes(stat), ISO_8859_1);
      int end = line.lastIndexOf(')');
      String[] fields = line.substring(end + 2).split(" ", TERMINAL_FIELD + 2);
      boolean there = Long.parseLong(fields[TERMINAL_FIELD]) == device;
      return there ? line.substring(line.indexOf('(') + 1, end) : null;
    } catch (IOException | IndexOutOfBoundsException | NumberFormatException e) {
      return null; // the process has ended
    }
  }
}

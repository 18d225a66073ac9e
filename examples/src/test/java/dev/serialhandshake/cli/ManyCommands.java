// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.serialhandshake.cli.connect.PlainConnect;
import dev.serialhandshake.cli.console.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A program of the tests: runs many command lines in one JVM, one after the other, as the program
 * itself would. After each it writes a line with {@link #MARK} and the exit code to both outputs.
 *
 * <p>Its argument is a file with a command line in each line, whose words are separated by tabs.
 */
final class ManyCommands {

  static final char MARK = '\u0001';

  /** What is said of a command that does not end. */
  static final int HANGS = -1;

  private static final long LONGEST_SECONDS = 30;

  private ManyCommands() {}

  /**
   * Runs them.
   *
   * @param args the file
   */
  public static void main(String[] args) throws Exception {
    for (String line : Files.readAllLines(Path.of(args[0]), UTF_8)) {
      int exit = run(line.isEmpty() ? new String[0] : line.split("\t", -1));
      System.out.flush();
      Console.writeLastWords();
      mark(FileDescriptor.err, exit);
      mark(FileDescriptor.out, exit);
      if (exit == HANGS) {
        break; // what it says later would be taken for the words of others
      }
    }
    Runtime.getRuntime().halt(0); // threads of commands may wait for ever
  }

  private static int run(String... command) throws InterruptedException {
    int[] exit = {HANGS};
    Thread thread =
        new Thread(
            () ->
                exit[0] =
                    PlainConnect.isMeant(command)
                        ? PlainConnect.run(command)
                        : Commands.run(command));
    thread.setDaemon(true);
    thread.start();
    thread.join(TimeUnit.SECONDS.toMillis(LONGEST_SECONDS));
    return thread.isAlive() ? HANGS : exit[0];
  }

  private static void mark(FileDescriptor where, int exit) throws IOException {
    FileOutputStream out = new FileOutputStream(where); // a close would close the descriptor
    out.write((MARK + String.valueOf(exit) + "\n").getBytes(UTF_8));
  }
}

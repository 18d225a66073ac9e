// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.console;

import java.util.concurrent.TimeUnit;

/**
 * The end of the process, which comes within two seconds. A driver may hang in a close, and the
 * JVM's exit waits for the shutdown hook of the library that closes. Then the process is halted.
 */
public final class Exit {

  private static final long LONGEST_MILLIS = 1_800;

  private Exit() {}

  /** Loads what the end needs: later the jar may have been overwritten. */
  static void load() {}

  /** Ends the process. */
  public static void now(int code) {
    after(() -> {}, code);
  }

  /**
   * Runs a last task and ends the process, whatever the task throws and however long it takes.
   *
   * @param last has the same two seconds
   */
  public static void after(Runnable last, int code) {
    Thread halter = new Thread(() -> haltLater(code), "halt");
    halter.setDaemon(true);
    halter.start();
    try {
      last.run();
      Console.sayRest();
    } finally {
      Console.writeLastWords();
      System.exit(code);
    }
  }

  /**
   * Ends the process at once, with no hook of a library: a hook would close, flush and unlock what
   * another process goes on with.
   */
  public static void leavingLinesOpen(int code) {
    Console.writeLastWords();
    Runtime.getRuntime().halt(code);
  }

  private static void haltLater(int code) {
    try {
      TimeUnit.MILLISECONDS.sleep(LONGEST_MILLIS);
    } catch (InterruptedException e) {
      // Then at once.
    }
    Runtime.getRuntime().halt(code);
  }
}

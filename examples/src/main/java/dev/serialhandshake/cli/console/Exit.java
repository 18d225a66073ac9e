// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.console;

import java.util.concurrent.TimeUnit;

/**
 * Ends the process, within two seconds. A driver may hang in a close, and the JVM's exit waits for
 * the shutdown hook of the library that closes the port. In that case the process is halted.
 */
public final class Exit {

  private static final long LONGEST_MILLIS = 1_800;

  private Exit() {}

  /** Loads this class now. At the end of the process the jar may have been overwritten. */
  static void load() {}

  /** Ends the process. Does not return. */
  public static void now(int code) {
    after(() -> {}, code);
  }

  /**
   * Runs a last task and ends the process. Neither an exception of the task nor a task that hangs
   * can prevent the end. Does not return.
   *
   * @param last must end within the two seconds
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
   * Ends the process at once, without shutdown hooks. A hook of a library would close, flush or
   * unlock a line that another process goes on with. Does not return.
   */
  public static void leavingLinesOpen(int code) {
    Console.writeLastWords();
    Runtime.getRuntime().halt(code);
  }

  private static void haltLater(int code) {
    try {
      TimeUnit.MILLISECONDS.sleep(LONGEST_MILLIS);
    } catch (InterruptedException e) {
      // Then the process is halted at once.
    }
    Runtime.getRuntime().halt(code);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.console;

import java.io.PrintStream;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;

/**
 * Prints messages for the person at the console: always on standard error, each in one line. Any
 * thread may call it; the methods that change how it prints are for the start of the process.
 */
public final class Console {

  private static final PrintStream STANDARD_ERROR = System.err;

  /** How long the end of the process waits for a reader of standard error. */
  private static final long LAST_WORDS_MILLIS = 300;

  /** Some thousand lines. */
  private static final int MOST_QUEUED_BYTES = 256 * 1024;

  private static boolean verbose;

  private static @Nullable LogQueue queue;

  private static LineForm form = LineForm.PLAIN;

  private static @Nullable Runnable sayHeldBack;

  private Console() {}

  /** From now on, failures are printed with their stack traces. Output of libraries is escaped. */
  public static void beVerbose() {
    verbose = true;
    System.setErr(new ShownStream(STANDARD_ERROR));
  }

  /**
   * From now on, no thread that writes to standard error waits until it is read. Commands that run
   * for ever need this: their standard error may be a pipe that nobody reads.
   */
  public static void neverWait() {
    LogQueue lines = new LogQueue(STANDARD_ERROR, MOST_QUEUED_BYTES);
    queue = lines;
    PrintStream errors = new PrintStream(lines, true, charset());
    System.setErr(verbose ? new ShownStream(errors) : errors);
  }

  /**
   * The same, in a form other than {@link LineForm#PLAIN}.
   *
   * @param lines the form of all that is written
   * @param last runs before the process ends, and says what was held back until then
   */
  public static void neverWait(LineForm lines, Runnable last) {
    form = lines;
    sayHeldBack = last;
    neverWait();
  }

  static LineForm form() {
    return form;
  }

  /** The charset of standard error, as far as this version of Java tells it. */
  public static Charset charset() {
    String platform = System.getProperty("native.encoding", "UTF-8");
    return Charset.forName(System.getProperty("stderr.encoding", platform));
  }

  /** Says what was held back. Call it before {@link #writeLastWords}. */
  static void sayRest() {
    Runnable last = sayHeldBack;
    if (last != null) {
      last.run();
    }
  }

  /**
   * Waits until all messages are written, but not longer than 300 ms, because they may have no
   * reader. For the end of the process. Needs no new memory.
   */
  public static void writeLastWords() {
    LogQueue lines = queue;
    if (lines != null) {
      lines.drain(LAST_WORDS_MILLIS);
    }
  }

  public static boolean isVerbose() {
    return verbose;
  }

  /** Prints a message. Control characters are escaped, so a terminal does not act on them. */
  public static void say(String line) {
    say(Priority.NOTICE, line);
  }

  /** The same, as a warning for the journal of systemd. */
  public static void warn(String line) {
    say(Priority.WARNING, line);
  }

  private static void say(Priority priority, String text) {
    write(form.said(priority, text));
  }

  /** Writes a line that already has the form of the log. */
  public static void write(String line) {
    LogQueue lines = queue;
    if (lines == null) {
      System.err.println(line);
    } else {
      lines.say(encoded(line));
    }
  }

  static String line(String text) {
    return form.said(Priority.WARNING, text);
  }

  /** The bytes that {@link #warn} would write. */
  public static byte[] bytes(String text) {
    return encoded(line(text));
  }

  private static byte[] encoded(String line) {
    return (line + System.lineSeparator()).getBytes(charset());
  }

  /**
   * Writes bytes that {@link #bytes} has made before: a process that is out of memory can make no
   * new text. Does nothing before {@link #neverWait}.
   */
  public static void queue(byte[] line) {
    LogQueue lines = queue;
    if (lines != null) {
      lines.add(line);
    }
  }

  /** Standard error itself, for a display that moves the cursor: nothing is escaped or queued. */
  public static PrintStream drawing() {
    return STANDARD_ERROR;
  }

  /** Prints the message of a failure, and with {@code -v} its stack trace. */
  public static void tell(Throwable failure) {
    tell("", failure);
  }

  /**
   * The same.
   *
   * @param who is printed before the message, such as {@code "board: "}
   */
  public static void tell(String who, Throwable failure) {
    say(Priority.ERROR, who + oneLine(failure));
    if (verbose) {
      failure.printStackTrace();
    }
  }

  private static String oneLine(Throwable failure) {
    String message = failure.getMessage();
    return message == null ? failure.getClass().getName() : message.replaceAll("\\R+\\s*", " ");
  }
}

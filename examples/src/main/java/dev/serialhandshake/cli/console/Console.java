// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.console;

import java.io.PrintStream;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;

/** What is said to the person at the console: always on standard error, one line each. */
public final class Console {

  private static final PrintStream STANDARD_ERROR = System.err;

  private static final long LAST_WORDS_MILLIS = 300;

  /** Some thousand lines. */
  private static final int MOST_QUEUED_BYTES = 256 * 1024;

  private static boolean verbose;

  private static @Nullable LogQueue queue;

  private static LineForm form = LineForm.PLAIN;

  private static @Nullable Runnable rest;

  private Console() {}

  /** From now on, failures come with their stack traces, and libraries log. */
  public static void beVerbose() {
    verbose = true;
    System.setErr(new ShownStream(STANDARD_ERROR));
  }

  /**
   * From now on, nobody who writes to standard error waits for its reader: for commands that run
   * for ever.
   */
  public static void neverWait() {
    LogQueue lines = new LogQueue(STANDARD_ERROR, MOST_QUEUED_BYTES);
    queue = lines;
    PrintStream errors = new PrintStream(lines, true, charset());
    System.setErr(verbose ? new ShownStream(errors) : errors);
  }

  /**
   * Likewise, in a form that is not {@link LineForm#PLAIN}.
   *
   * @param lines how all that is written looks
   * @param last says, before the process ends, what has been held back
   */
  public static void neverWait(LineForm lines, Runnable last) {
    form = lines;
    rest = last;
    neverWait();
  }

  static LineForm form() {
    return form;
  }

  /** Of standard error, as far as this version of Java tells it. */
  public static Charset charset() {
    String platform = System.getProperty("native.encoding", "UTF-8");
    return Charset.forName(System.getProperty("stderr.encoding", platform));
  }

  /** Before {@link #writeLastWords}: says what was held back. */
  static void sayRest() {
    Runnable last = rest;
    if (last != null) {
      last.run();
    }
  }

  /**
   * Before the process ends: waits until what was said is written, but not for a reader. Needs no
   * memory.
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

  /** Whatever a line quotes, no terminal acts on it. */
  public static void say(String line) {
    say(Priority.NOTICE, line);
  }

  /** Likewise; the journal of systemd takes it for a warning. */
  public static void warn(String line) {
    say(Priority.WARNING, line);
  }

  private static void say(Priority priority, String text) {
    write(form.said(priority, text));
  }

  /** Writes a line that has its form already. */
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

  /** What {@link #say} would write, were it a warning. */
  public static byte[] bytes(String text) {
    return encoded(line(text));
  }

  private static byte[] encoded(String line) {
    return (line + System.lineSeparator()).getBytes(charset());
  }

  /** Says what was made before; only after {@link #neverWait}. No text is made or encoded. */
  public static void queue(byte[] line) {
    LogQueue lines = queue;
    if (lines != null) {
      lines.add(line);
    }
  }

  /** Standard error for those who draw on it. */
  public static PrintStream drawing() {
    return STANDARD_ERROR;
  }

  public static void tell(Throwable failure) {
    tell("", failure);
  }

  /**
   * Likewise.
   *
   * @param who stands before the message
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

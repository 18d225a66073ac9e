// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.function.Function;

/** A process that this one has started. Its streams block; each may be used by one thread. */
public interface Child {

  /** Its standard input. Closing it tells a process on pipes the end; on a pty it does nothing. */
  OutputStream input();

  InputStream output();

  /** Its standard error; at its end at once if that is the pty, or this process's own. */
  InputStream errors();

  /** Waits until it has ended. Somebody has to, once. */
  Ending await() throws InterruptedException;

  /**
   * Closes our ends of its pty or pipes, and wakes whoever reads and writes them. A pty hangs up by
   * that, which ends the processes of its session that did not ask to survive; pipes end nothing.
   */
  void hangUp();

  /**
   * Sends a signal to its process group.
   *
   * @param name without SIG
   * @return whether there is such a signal
   */
  boolean signal(String name);

  void resize(WindowSize size);

  /** A process on pipes. */
  static Child onPipes(Program program) throws IOException {
    return SystemCalls.areThere() ? NativeChild.onPipes(program) : JavaChild.onPipes(program);
  }

  /**
   * A process whose terminal is a pty of its own.
   *
   * @param program what to start, when the terminal's name is known
   */
  static Child onPty(Function<String, Program> program, WindowSize size) throws IOException {
    return SystemCalls.areThere()
        ? NativeChild.onPty(program, size)
        : JavaChild.onPty(program, size);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.function.Function;

/** A child process. Reads and writes of its streams block. Each stream is for one thread. */
public interface Child {

  /**
   * Its standard input. Closing it ends the input of a process on pipes; on a pty it does nothing.
   */
  OutputStream input();

  InputStream output();

  /** Its standard error. Empty if the errors go to the pty. */
  InputStream errors();

  /**
   * Waits until the process has ended. Must be called once for each child: otherwise the system
   * keeps a zombie.
   */
  Ending await() throws InterruptedException;

  /**
   * Closes our ends of its pty or pipes, and wakes the threads that read and write them. A pty then
   * hangs up: the processes of its session get SIGHUP. Pipes send no signal.
   */
  void hangUp();

  /**
   * Sends a signal to its process group.
   *
   * @param name without SIG
   * @return whether it was sent
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

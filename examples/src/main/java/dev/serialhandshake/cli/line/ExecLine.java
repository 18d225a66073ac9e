// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.line;

import dev.serialhandshake.cli.console.ExitCode;
import dev.serialhandshake.cli.console.Threads;
import dev.serialhandshake.cli.process.Shell;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The standard input and output of a command, such as {@code ssh lab picocom /dev/ttyUSB0}. The
 * command writes its errors to the standard error of this process.
 */
final class ExecLine implements OpenLine {

  /**
   * How long a command may go on after the end of its input, before it gets SIGTERM. Shorter than
   * the second that {@code HangUp} leaves to the close of a line.
   */
  private static final long LINGER_MILLIS = 500;

  /** How long a command may go on after the end of its output, before nobody waits for its exit. */
  private static final long EXIT_MILLIS = 1_000;

  private final Process process;
  private final InputStream in;
  private final OutputStream out;
  private volatile boolean closed;

  private ExecLine(Process process) {
    this.process = process;
    in =
        new FilterInputStream(process.getInputStream()) {
          @Override
          public int read() throws IOException {
            return seen(super.read());
          }

          @Override
          public int read(byte[] bytes, int offset, int length) throws IOException {
            return seen(super.read(bytes, offset, length));
          }
        };
    out =
        new FilterOutputStream(process.getOutputStream()) {
          @Override
          public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
              super.out.write(bytes, offset, length);
              super.out.flush();
            } catch (IOException e) {
              checkExit(); // An exit code says more than a broken pipe.
              throw closed || process.isAlive() ? e : ended(0);
            }
          }

          @Override
          public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
          }
        };
  }

  static ExecLine open(LineAddress.Exec line) throws IOException {
    return new ExecLine(
        new ProcessBuilder(Shell.words(line.command()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start());
  }

  private int seen(int read) throws IOException {
    if (read < 0) {
      checkExit();
    }
    return read;
  }

  /**
   * Turns the end of the line into a failure if the command has failed.
   *
   * @throws LineException if the command ended with another exit code than 0
   */
  private void checkExit() throws LineException {
    int code = closed ? 0 : exitCode();
    if (code != 0) {
      throw ended(code);
    }
  }

  private static LineException ended(int code) {
    return new LineException(
        ExitCode.LINE_CLOSED,
        "its command ended with exit code " + code + "; try the command in a shell");
  }

  /** The exit code; zero also for a command that has closed its output and goes on. */
  private int exitCode() {
    try {
      return process.waitFor(EXIT_MILLIS, TimeUnit.MILLISECONDS) ? process.exitValue() : 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 0;
    }
  }

  @Override
  public InputStream in() {
    return in;
  }

  @Override
  public OutputStream out() {
    return out;
  }

  /**
   * Ends the command: first by the end of its input, after half a second by SIGTERM, and after a
   * second by SIGKILL. An interrupted thread uses SIGKILL at once.
   */
  @Override
  public void close() {
    closed = true;
    // On another thread, because the close of a stream waits for a write that is under way.
    Threads.BLOCKING.execute(this::closeInput);
    try {
      if (!process.waitFor(LINGER_MILLIS, TimeUnit.MILLISECONDS)) {
        end(ProcessHandle::destroy);
      }
      if (!process.waitFor(LINGER_MILLIS, TimeUnit.MILLISECONDS)) {
        end(ProcessHandle::destroyForcibly);
      }
    } catch (InterruptedException e) {
      end(ProcessHandle::destroyForcibly);
      Thread.currentThread().interrupt();
    }
  }

  private void closeInput() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      // The command does not read any more.
    }
  }

  /**
   * Ends the command and the processes that it has started: one of them may hold its output open,
   * and a reader would wait for that process.
   */
  private void end(Consumer<ProcessHandle> how) {
    process.descendants().forEach(how);
    how.accept(process.toHandle());
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** A real program at the far end of a line, which is its standard input and output. */
public final class FarEnd implements AutoCloseable {

  private final Process process;

  private FarEnd(Process process) {
    this.process = process;
  }

  /** Starts a program, or skips the test if it is not installed; where CI is true it must be. */
  public static FarEnd of(String... command) {
    try {
      return new FarEnd(new ProcessBuilder(command).redirectError(Redirect.DISCARD).start());
    } catch (IOException e) {
      Assumptions.assumeTrue("true".equals(System.getenv("CI")), command[0] + " is not installed");
      throw new UncheckedIOException(e);
    }
  }

  /** A program on a terminal of its own, as on a serial console. */
  public static FarEnd onTerminal(String command) {
    return of("socat", "-", "EXEC:" + command + ",pty,setsid,ctty,stderr");
  }

  /** A terminal that nothing runs on, with options as of socat; its other end is a device. */
  public static FarEnd terminal(Path device, String options) {
    FarEnd terminal = of("socat", "-", "pty,link=" + device + options);
    while (!Files.exists(device)) {
      if (!terminal.process.isAlive()) {
        throw new IllegalStateException("socat ended early");
      }
      Thread.onSpinWait();
    }
    return terminal;
  }

  /** Waits until it has written something, which stays to be read. */
  FarEnd awaitOutput() throws IOException {
    InputStream in = in();
    in.mark(1);
    in.read();
    in.reset();
    return this;
  }

  public InputStream in() {
    return process.getInputStream();
  }

  public OutputStream out() {
    return process.getOutputStream();
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}

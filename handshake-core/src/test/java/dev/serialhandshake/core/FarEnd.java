// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
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
      throw missing(command[0] + " is not installed");
    }
  }

  /** Skips the test where a file is missing; where CI is true it must be there. */
  static void need(String... files) {
    for (String file : files) {
      if (!Files.exists(Path.of(file))) {
        throw missing(file + " is missing");
      }
    }
  }

  static void needRoot() {
    if (!"root".equals(System.getProperty("user.name"))) {
      throw missing("root is needed");
    }
  }

  private static Error missing(String what) {
    if ("true".equals(System.getenv("CI"))) {
      return new AssertionError(what);
    }
    return Assumptions.abort(what);
  }

  /** A program on a terminal of its own, as on a serial console. */
  public static FarEnd onTerminal(String command) {
    return of("socat", "-", "EXEC:" + command + ",pty,setsid,ctty,stderr");
  }

  /** A terminal that nothing runs on, with options as of socat; its other end is a device. */
  public static FarEnd terminal(Path device, String options) {
    FarEnd terminal = of("socat", "-", "pty,link=" + device + options);
    terminal.awaitFile(device);
    return terminal;
  }

  /** Waits until it has made a file. */
  void awaitFile(Path file) {
    while (!Files.exists(file)) {
      if (!process.isAlive()) {
        throw new IllegalStateException(process.info() + " ended early");
      }
      Thread.onSpinWait();
    }
  }

  public InputStream in() {
    return process.getInputStream();
  }

  public OutputStream out() {
    return process.getOutputStream();
  }

  /** Ends the program, and those that it began; they are gone when this returns. */
  @Override
  public void close() {
    List<ProcessHandle> all =
        Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
    all.forEach(ProcessHandle::destroyForcibly);
    all.forEach(handle -> handle.onExit().join());
  }
}

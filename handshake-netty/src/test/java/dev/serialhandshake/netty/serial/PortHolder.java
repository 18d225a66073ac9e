// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import dev.serialhandshake.testing.JavaProgram;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Another program that has a port open and locked. */
final class PortHolder implements AutoCloseable {

  /** The lock that jSerialComm takes; Java's own file locks are of another kind. */
  private interface FileLocks extends Library {
    int O_RDWR = 2;
    int O_NOCTTY = 0x100;
    int LOCK_EX = 2;
    int LOCK_NB = 4;

    int open(String path, int flags) throws LastErrorException;

    int flock(int descriptor, int operation) throws LastErrorException;
  }

  private final Process shell;

  private PortHolder(Process shell) {
    this.shell = shell;
  }

  /** Returns when the port is held. */
  static PortHolder start(String port) throws IOException {
    // A shell starts it, since who looks for other programs leaves out children of its own.
    List<String> command = new ArrayList<>(List.of("sh", "-c", "\"$@\"; :", "sh"));
    command.addAll(JavaProgram.command(PortHolder.class, port));
    Process shell =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    if (shell.getInputStream().read() != 'l') {
      throw new IllegalStateException("the other program did not take the lock");
    }
    return new PortHolder(shell);
  }

  public static void main(String[] arguments) throws IOException {
    FileLocks system = Native.load(Platform.C_LIBRARY_NAME, FileLocks.class);
    int port = system.open(arguments[0], FileLocks.O_RDWR | FileLocks.O_NOCTTY);
    system.flock(port, FileLocks.LOCK_EX | FileLocks.LOCK_NB);
    System.out.println("locked");
    while (System.in.read() >= 0) {
      // until it is closed
    }
  }

  /** The process that has the port open. */
  long pid() {
    return shell.children().findFirst().orElseThrow().pid();
  }

  @Override
  public void close() {
    shell.descendants().forEach(ProcessHandle::destroyForcibly);
    shell.destroyForcibly();
    try {
      if (!shell.waitFor(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the other program does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

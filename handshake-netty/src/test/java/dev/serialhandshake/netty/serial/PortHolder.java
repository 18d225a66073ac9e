// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import dev.serialhandshake.testing.Tools;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Another program that has a port open and locked. */
final class PortHolder implements AutoCloseable {

  private final Process flock;

  private PortHolder(Process flock) {
    this.flock = flock;
  }

  /** Returns when the port is held, or skips the test where flock(1) is not installed. */
  static PortHolder start(String port) throws IOException {
    // flock(1) takes the lock that jSerialComm takes, and cat says so by its first line.
    Process flock =
        new ProcessBuilder(Tools.path("flock"), port, "sh", "-c", "echo locked; exec cat").start();
    if (flock.getInputStream().read() != 'l') {
      throw new IllegalStateException("flock did not take the lock");
    }
    return new PortHolder(flock);
  }

  /** The process of cat, which has the port open too; flock is a child of ours, and left out. */
  long pid() {
    return flock.children().findFirst().orElseThrow().pid();
  }

  @Override
  public void close() {
    flock.descendants().forEach(ProcessHandle::destroyForcibly);
    flock.destroyForcibly();
    try {
      if (!flock.waitFor(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException("flock does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

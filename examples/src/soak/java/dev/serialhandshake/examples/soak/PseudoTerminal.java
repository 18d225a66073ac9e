// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.examples.soak;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A serial port: a pseudo-terminal of socat's, tied to a socket. When the socket closes it goes
 * away, as a USB adapter does that is pulled out, and comes back.
 */
final class PseudoTerminal {
  private static final long AWAY_MILLIS = 100;

  private final Path device;
  private final Path socket;
  private final ScheduledExecutorService helpers;
  private Process socat;
  private boolean closed;

  /** Starts it; the device may take a moment to be there. */
  PseudoTerminal(Path device, Path socket, ScheduledExecutorService helpers) throws IOException {
    this.device = device;
    this.socket = socket;
    this.helpers = helpers;
    start();
  }

  private synchronized void start() throws IOException {
    if (closed) {
      return;
    }
    Files.deleteIfExists(device);
    socat =
        new ProcessBuilder(
                "socat", "-t0", "pty,raw,echo=0,link=" + device, "unix-connect:" + socket)
            .redirectOutput(Redirect.DISCARD)
            .redirectError(Redirect.DISCARD)
            .start();
    socat.onExit().thenRun(this::restartLater);
  }

  private synchronized void restartLater() {
    if (!closed) {
      helpers.schedule(this::restart, AWAY_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void restart() {
    try {
      start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  synchronized void close() {
    closed = true;
    socat.destroy();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.testing.Tools;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A {@code serve} whose standard error is a pipe that is full and that nobody reads. */
@Timeout(120)
class UnreadLogIT {

  private static final int MORE_THAN_A_PIPE_HOLDS = 4 << 20;
  private static final int TERMINATED = 128 + 15;

  @TempDir Path folder;

  /** Fills the pipe for ever: its write only returns when somebody reads. */
  private static void fill(RandomAccessFile pipe) {
    Thread filler =
        new Thread(
            () -> {
              try {
                pipe.write(new byte[MORE_THAN_A_PIPE_HOLDS]);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            },
            "filler");
    filler.setDaemon(true);
    filler.start();
  }

  @Test
  void linesAreServedAndASignalEndsIt() throws Exception {
    Path pipe = folder.resolve("errors");
    Tools.need("mkfifo");
    assertEquals(0, Run.of(new byte[0], List.of("mkfifo", pipe.toString())).exit());
    int port = FreePort.find();
    // Not closed: that would wait for the filler.
    fill(new RandomAccessFile(pipe.toFile(), "rw"));
    Process server =
        new ProcessBuilder(Run.jarCommand("serve", "--echo", "tcp-listen:127.0.0.1:" + port))
            .redirectError(pipe.toFile())
            .start();
    try {
      for (int i = 0; i < 3; i++) {
        Run client = Run.connect("--wait=60s", "tcp:127.0.0.1:" + port);
        assertEquals(0, client.exit(), client.err());
        assertEquals("x", new String(client.bytes(), UTF_8));
      }
      server.destroy();
      assertTrue(server.waitFor(60, TimeUnit.SECONDS), "does not end on SIGTERM");
      assertEquals(TERMINATED, server.exitValue());
    } finally {
      server.destroyForcibly();
    }
  }
}

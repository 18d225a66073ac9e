// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.jna.Platform;
import dev.serialhandshake.cli.trust.OwnFile;
import dev.serialhandshake.core.HandshakeObserver;
import dev.serialhandshake.core.HandshakeSettings;
import dev.serialhandshake.core.blocking.BlockingHandshake;
import dev.serialhandshake.testing.Poll;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A rack that is reloaded again and again while there is traffic on a quarter of its lines. In
 * full: {@code -Dreload.lines=200}, with 50 sessions and 100 reloads.
 */
@Timeout(600)
class ReloadIT {

  private static final int LINES = Integer.getInteger("reload.lines", 24);
  private static final int SESSIONS = LINES / 4;
  private static final int RELOADS = LINES / 2;

  @TempDir private Path folder;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicBoolean enough = new AtomicBoolean();

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  /** Lines in session stay; of the others each is changed, taken away and added in turn. */
  private Path write(int round) throws IOException {
    StringBuilder text = new StringBuilder("defaults: { echo: true }\nlines:\n");
    for (int i = 0; i < LINES; i++) {
      boolean kept = i < SESSIONS;
      int turn = kept ? 0 : (i + round) % 3;
      int limit = kept || round == 0 ? 100 : 100 + round;
      if (turn < 2 || round == 0) {
        text.append("  line-").append(i).append(": { line: 'tcp-listen:127.0.0.1:0', ");
        text.append("max-connections: ").append(turn == 0 ? 100 : limit).append(" }\n");
      }
    }
    return OwnFile.write(folder.resolve("lines.yaml"), text);
  }

  /** Sends blocks, each of which has to come back, until it is enough. Returns how many bytes. */
  private Callable<Long> session(String line) {
    return () -> {
      int port = Daemon.portOf(line);
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        var unused =
            BlockingHandshake.client(
                socket.getInputStream(),
                socket.getOutputStream(),
                HandshakeSettings.defaults(),
                HandshakeObserver.NONE);
        Random random = new Random(port);
        byte[] block = new byte[1000];
        long bytes = 0;
        while (!enough.get()) {
          random.nextBytes(block);
          socket.getOutputStream().write(block);
          assertArrayEquals(block, socket.getInputStream().readNBytes(block.length), line);
          bytes += block.length;
        }
        return bytes;
      }
    };
  }

  private void reload(RackServer server, int round) throws Exception {
    Path file = write(round);
    server.hangUp();
    server.await("reloaded " + file);
  }

  @Test
  void sessionsGoOnAndNothingIsLeftOpen() throws Exception {
    try (RackServer server = new RackServer("serve", "--config", write(0).toString())) {
      List<Future<Long>> sessions = new ArrayList<>();
      for (int i = 0; i < LINES; i++) {
        String line = server.line("line-" + i);
        if (i < SESSIONS) {
          sessions.add(threads.submit(session(line)));
        }
      }
      for (int i = 0; i < SESSIONS; i++) {
        server.await("in sync");
      }
      long open = Platform.isLinux() ? server.openFiles() : 0;
      for (int round = 1; round <= RELOADS; round++) {
        reload(server, round);
      }
      reload(server, 0);
      Poll.until(
          "as many files are open as before",
          () -> !Platform.isLinux() || server.openFiles() == open);
      enough.set(true);
      for (Future<Long> session : sessions) {
        assertTrue(session.get() > 0);
      }
    }
  }
}

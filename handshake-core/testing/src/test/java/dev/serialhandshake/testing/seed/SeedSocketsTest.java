// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.testing.seed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.serialhandshake.testing.SocketPair;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class SeedSocketsTest {

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private SocketPair line;
  private Socket near;
  private Socket far;

  @BeforeEach
  void connect() throws IOException {
    line = SocketPair.open();
    near = line.near();
    far = line.far();
  }

  @AfterEach
  void close() throws IOException {
    line.close();
    threads.shutdownNow();
  }

  @Test
  void theApplicationsFirstByteFollows() throws Exception {
    Future<Integer> first =
        threads.submit(
            () -> {
              SeedSockets.connect(near, SeedClient.drawing());
              near.getOutputStream().write('c');
              return near.getInputStream().read();
            });
    SeedSockets.serve(far, SeedServer.drawing(), SeedServer.TICK_MILLIS);
    far.getOutputStream().write('s');
    assertEquals('c', far.getInputStream().read());
    assertEquals('s', first.get(100, TimeUnit.SECONDS));
  }

  @Test
  void aServerWithoutTicksAnswersANak() throws Exception {
    near.getOutputStream().write(new byte[] {'x', 'y'});
    Future<?> serving = threads.submit(this::serveWithoutTicks);
    assertEquals(0x15, near.getInputStream().read());
    SeedSockets.connect(near, SeedClient.drawing());
    serving.get(100, TimeUnit.SECONDS);
  }

  private Void serveWithoutTicks() throws IOException {
    SeedSockets.serve(far, SeedServer.drawing(), 0);
    return null;
  }

  @Test
  void aServerEndsWithTheLine() throws IOException {
    near.shutdownOutput();
    assertThrows(
        EOFException.class,
        () -> SeedSockets.serve(far, SeedServer.drawing(), SeedServer.TICK_MILLIS));
  }

  @Test
  void aClientEndsWithTheLine() throws IOException {
    far.shutdownOutput();
    assertThrows(EOFException.class, () -> SeedSockets.connect(near, SeedClient.drawing()));
  }
}

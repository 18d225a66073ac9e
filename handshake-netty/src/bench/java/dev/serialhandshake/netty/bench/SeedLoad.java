// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.bench;

import dev.serialhandshake.testing.seed.SeedClient;
import dev.serialhandshake.testing.seed.SeedServer;
import dev.serialhandshake.testing.seed.SeedSockets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** The same as {@link ConnectLoad} in the original's way: blocking, a thread per connection. */
final class SeedLoad implements Rounds.Load, AutoCloseable {

  private final int parallel;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final ServerSocket server;

  private SeedLoad(int parallel) throws IOException {
    this.parallel = parallel;
    server = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  static List<Figure> measure(Effort effort) throws Exception {
    List<Figure> figures = new ArrayList<>();
    for (int parallel : new int[] {1, 64}) {
      try (Loopback loopback = new Loopback(TransportKind.NIO);
          SeedLoad seed = new SeedLoad(parallel)) {
        Rounds rounds =
            Rounds.of(
                ConnectLoad.of(loopback, Contender.HANDSHAKE, parallel),
                seed,
                parallel * effort.pick(20, 60),
                effort.pick(2, 5),
                effort.pick(3, 9));
        figures.add(
            rounds.rate(
                "the same against the original's way, " + parallel + " in parallel",
                Bar.ratioAtLeast(parallel == 1 ? 20 : 5)));
      }
    }
    return figures;
  }

  private void accept() {
    try {
      while (true) {
        Socket line = server.accept();
        threads.execute(() -> serve(line));
      }
    } catch (IOException e) {
      // Closed: the end.
    }
  }

  private static void serve(Socket line) {
    try (line) {
      line.setTcpNoDelay(true);
      SeedSockets.serve(line, SeedServer.drawing(), SeedServer.TICK_MILLIS);
      line.getInputStream().read(); // until the client closes
    } catch (IOException e) {
      // Reset by the client: the end.
    }
  }

  @Override
  public long[] run(int operations) throws Exception {
    long[] times = new long[operations];
    List<Future<?>> clients = new ArrayList<>();
    for (int first = 0; first < parallel; first++) {
      int from = first;
      clients.add(
          threads.submit(
              () -> {
                for (int i = from; i < operations; i += parallel) {
                  times[i] = connect();
                }
              }));
    }
    for (Future<?> client : clients) {
      client.get(5, TimeUnit.MINUTES);
    }
    return times;
  }

  private long connect() {
    long start = System.nanoTime();
    try (Socket line = new Socket(server.getInetAddress(), server.getLocalPort())) {
      line.setTcpNoDelay(true);
      line.setSoLinger(true, 0);
      SeedSockets.connect(line, SeedClient.drawing());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return System.nanoTime() - start;
  }

  @Override
  public void close() throws IOException {
    server.close();
    threads.shutdownNow();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Carries connections to a server, each with noise in front of its bytes in both directions. */
final class NoisyRelay implements AutoCloseable {

  private final ServerSocketChannel listener;
  private final SocketAddress server;
  private final byte[] noise = Noise.bytes();
  private final ExecutorService threads = Executors.newCachedThreadPool();

  NoisyRelay(ServerSocketChannel listener, SocketAddress server) throws IOException {
    this.listener = listener;
    this.server = server;
    threads.execute(this::accept);
  }

  private void accept() {
    try {
      while (true) {
        SocketChannel near = listener.accept();
        SocketChannel far = SocketChannel.open(server);
        threads.execute(() -> carry(near, far));
        threads.execute(() -> carry(far, near));
      }
    } catch (IOException e) {
      // Closed: the test has ended.
    }
  }

  private void carry(SocketChannel from, SocketChannel to) {
    ByteBuffer buffer = ByteBuffer.allocate(65536);
    try (from;
        to) {
      write(to, ByteBuffer.wrap(noise));
      while (from.read(buffer) >= 0) {
        write(to, buffer.flip());
        buffer.clear();
      }
    } catch (IOException e) {
      // One side hung up, and so does the other.
    }
  }

  private static void write(SocketChannel to, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      to.write(bytes);
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    threads.shutdownNow();
  }
}

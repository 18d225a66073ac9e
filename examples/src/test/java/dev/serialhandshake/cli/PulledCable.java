// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import dev.serialhandshake.testing.PtyPair;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A line between {@code serve} and {@code connect} that can be pulled out and plugged in again. */
interface PulledCable extends AutoCloseable {

  /** What {@code connect} opens. */
  String near();

  /** The line is there, until so many bytes have come from the server. */
  void plug(long bytes);

  /** Waits until those bytes have come. Then both ends lose the line. */
  void pull() throws IOException, InterruptedException;

  @Override
  void close() throws IOException;

  /** Two ports, which go away and are back under their names, each with another device. */
  final class Ports implements PulledCable {

    private final Path folder;
    private PtyPair pair;
    private long most;

    Ports(Path folder, long bytes) {
      this.folder = folder;
      plug(bytes);
    }

    /** What {@code serve} opens. */
    String far() {
      return pair.a();
    }

    @Override
    public String near() {
      return pair.b();
    }

    @Override
    public void plug(long bytes) {
      most = bytes;
      pair = PtyPair.open(folder);
      pair.fromA().holdAfter(bytes);
    }

    @Override
    public void pull() throws InterruptedException {
      pair.fromA().awaitCarried(most);
      pair.unplug();
    }

    @Override
    public void close() {
      pair.close();
    }
  }

  /** A console server: each of its connections is one to a port on which {@code serve} listens. */
  final class Connections implements PulledCable {

    private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final int port;
    private final PeerSocket relay;
    private Socket near = new Socket();
    private Socket far = new Socket();
    private long left;

    Connections(int port, long bytes) throws IOException {
      this.port = port;
      left = bytes;
      relay = new PeerSocket(this::meet);
    }

    private void meet(Socket client) throws IOException {
      awaitPlugged();
      try (Socket server = new Socket(InetAddress.getLoopbackAddress(), port)) {
        begin(client, server);
        Background.run(
            "cable",
            () -> {
              try (client;
                  server) {
                client.getInputStream().transferTo(server.getOutputStream());
              }
            });
        carry(client, server);
      }
    }

    private synchronized void awaitPlugged() throws IOException {
      try {
        await(() -> left > 0, "the cable is not plugged in");
      } catch (InterruptedException e) {
        throw new InterruptedIOException();
      }
    }

    private synchronized void begin(Socket client, Socket server) {
      near = client;
      far = server;
    }

    private void carry(Socket client, Socket server) throws IOException {
      byte[] buffer = new byte[4096];
      int count = server.getInputStream().read(buffer);
      while (count >= 0 && takes(count)) {
        client.getOutputStream().write(buffer, 0, count);
        count = server.getInputStream().read(buffer);
      }
    }

    /** Whether bytes may go on to the client. */
    private synchronized boolean takes(int count) {
      left -= Math.min(left, count);
      notifyAll();
      return left > 0;
    }

    /** A condition that changes under this lock. */
    private interface Condition {
      boolean holds();
    }

    private synchronized void await(Condition condition, String otherwise)
        throws InterruptedException {
      long end = System.nanoTime() + DEADLINE_NANOS;
      while (!condition.holds()) {
        long nanos = end - System.nanoTime();
        if (nanos <= 0) {
          throw new AssertionError(otherwise);
        }
        TimeUnit.NANOSECONDS.timedWait(this, nanos);
      }
    }

    @Override
    public String near() {
      return relay.line();
    }

    @Override
    public synchronized void plug(long bytes) {
      left = bytes;
      notifyAll();
    }

    @Override
    public void pull() throws IOException, InterruptedException {
      await(() -> left == 0, "bytes are due from the server");
      unplug();
    }

    private synchronized void unplug() throws IOException {
      near.close();
      far.close();
    }

    @Override
    public void close() throws IOException {
      relay.close();
      unplug();
    }
  }
}

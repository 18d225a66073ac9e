// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import dev.serialhandshake.testing.seed.SeedServer;
import dev.serialhandshake.testing.seed.SeedSockets;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A TCP server that treats each client, one after the other, as the test says. */
final class PeerSocket implements AutoCloseable {

  /** What to do with a client; it is closed afterwards. */
  interface Behaviour {
    void meet(Socket client) throws IOException;
  }

  private final ServerSocket listener;

  PeerSocket(Behaviour behaviour) throws IOException {
    listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(() -> accept(behaviour), "peer-socket");
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return listener.getLocalPort();
  }

  /** Its address as a LINE. */
  String line() {
    return "tcp:127.0.0.1:" + port();
  }

  private void accept(Behaviour behaviour) {
    while (!listener.isClosed()) {
      try (Socket client = listener.accept()) {
        behaviour.meet(client);
      } catch (IOException e) {
        // The client hung up, or the test has ended.
      }
    }
  }

  /** Reads until the client hangs up. */
  static void swallow(Socket client) throws IOException {
    client.getInputStream().transferTo(OutputStream.nullOutputStream());
  }

  /** Shakes hands by the original's rules, and sends back what comes in afterwards. */
  static void original(Socket client) throws IOException {
    SeedSockets.serve(client, SeedServer.counting(0xb1), 0);
    echo(client);
  }

  /** Sends back what comes in. */
  static void echo(Socket client) throws IOException {
    client.getInputStream().transferTo(client.getOutputStream());
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import dev.serialhandshake.cli.line.TestCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/**
 * Joins the clients of a TLS port by twos, as a console server joins a port and a person: what one
 * sends the other gets. When one ends, so does the other.
 */
final class TlsJoint implements AutoCloseable {

  private final ServerSocket listener;

  TlsJoint(TestCertificate certificate) throws Exception {
    SSLServerSocket tls =
        (SSLServerSocket)
            certificate
                .server()
                .getServerSocketFactory()
                .createServerSocket(0, 5, InetAddress.getLoopbackAddress());
    listener = tls;
    Thread thread = new Thread(this::accept, "tls-joint");
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return listener.getLocalPort();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try (Socket first = accepted();
          Socket second = accepted()) {
        join(first, second);
      } catch (IOException e) {
        // One of them hung up, or the test has ended.
      }
    }
  }

  /** Establishes TLS at once, because the first one waits for that before the second one comes. */
  private Socket accepted() throws IOException {
    SSLSocket client = (SSLSocket) listener.accept();
    try {
      client.startHandshake();
      return client;
    } catch (IOException e) {
      client.close();
      throw e;
    }
  }

  /** Carries bytes both ways until one of them ends; then both are closed. */
  static void join(Socket first, Socket second) {
    Thread back = new Thread(() -> carry(second, first), "tls-joint-back");
    back.setDaemon(true);
    back.start();
    carry(first, second);
  }

  private static void carry(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      // One of them hung up, and so does the other.
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.line;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/** A server of TLS on loopback that treats each client, one after the other, as the test says. */
public final class TlsServer implements AutoCloseable {

  /** What to do with a client; it is closed afterwards. */
  public interface Behaviour {
    /**
     * Meets it.
     *
     * @param tls on top of {@code raw}; its first read or write shakes hands
     */
    void meet(SSLSocket tls, Socket raw) throws IOException;
  }

  private final ServerSocket listener;
  private final SSLSocketFactory sockets;

  public TlsServer(TestCertificate certificate, Behaviour behaviour) throws Exception {
    sockets = certificate.server().getSocketFactory();
    listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(() -> accept(behaviour), "tls-server");
    thread.setDaemon(true);
    thread.start();
  }

  public int port() {
    return listener.getLocalPort();
  }

  /** Its address as a LINE. */
  public String line() {
    return "tls:127.0.0.1:" + port();
  }

  private void accept(Behaviour behaviour) {
    while (!listener.isClosed()) {
      try (Socket raw = listener.accept();
          SSLSocket tls = onTopOf(raw)) {
        behaviour.meet(tls, raw);
      } catch (IOException e) {
        // The client hung up, or the test has ended.
      }
    }
  }

  private SSLSocket onTopOf(Socket raw) throws IOException {
    @Nullable String host = null;
    SSLSocket tls = (SSLSocket) sockets.createSocket(raw, host, raw.getPort(), true);
    tls.setUseClientMode(false);
    return tls;
  }

  /** Sends back what comes in. */
  public static void echo(SSLSocket tls, Socket raw) throws IOException {
    tls.getInputStream().transferTo(tls.getOutputStream());
  }

  /** Speaks no TLS, but says something. */
  public static void raw(SSLSocket tls, Socket raw) throws IOException {
    raw.getOutputStream().write("board login: ".getBytes(US_ASCII));
    silent(tls, raw);
  }

  /** Speaks no TLS, and says nothing. */
  public static void silent(SSLSocket tls, Socket raw) throws IOException {
    raw.getInputStream().transferTo(OutputStream.nullOutputStream());
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}

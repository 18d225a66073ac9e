// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.serialhandshake.core.HandshakeObserver;
import dev.serialhandshake.core.HandshakeSettings;
import dev.serialhandshake.core.blocking.BlockingHandshake;
import dev.serialhandshake.core.blocking.BlockingLink;
import dev.serialhandshake.core.link.Link;
import dev.serialhandshake.core.link.LinkSettings;
import dev.serialhandshake.netty.serial.SerialSettings;
import dev.serialhandshake.netty.serial.SerialStreams;
import java.io.Closeable;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Random;

/**
 * The far end of a line, which knows links: it sends back what it receives, and says something of
 * its own between the frames.
 */
final class LinkServer implements AutoCloseable {

  private static final byte[] NOISE = "[  17.235] usb 1-1: reset ~~\r\n".getBytes(US_ASCII);
  private static final Duration LONG = Duration.ofMinutes(1);

  /** Opens the line for this end. */
  interface Opening {
    Ends open(Duration most) throws IOException;
  }

  /** The line without a link. */
  record Ends(InputStream in, OutputStream out, Closeable closing) {}

  /** What is to be done when so many bytes have come back. */
  interface Watcher {
    void sentBack(long bytes) throws IOException;
  }

  private final Opening opening;
  private final Watcher watcher;
  private Closeable current = () -> {};
  private boolean closed;

  private LinkServer(Opening opening, Watcher watcher) {
    this.opening = opening;
    this.watcher = watcher;
  }

  static LinkServer on(ServerSocket listener, Watcher watcher) {
    return started(
        most -> {
          listener.setSoTimeout((int) Math.max(1, Math.min(most.toMillis(), LONG.toMillis())));
          Socket socket = listener.accept();
          return new Ends(socket.getInputStream(), socket.getOutputStream(), socket);
        },
        watcher);
  }

  static LinkServer on(String port, Watcher watcher) {
    return started(
        most -> {
          SerialStreams streams = SerialStreams.open(port, SerialSettings.defaults());
          return new Ends(streams.input(), streams.output(), streams);
        },
        watcher);
  }

  private static LinkServer started(Opening opening, Watcher watcher) {
    LinkServer server = new LinkServer(opening, watcher);
    Background.run("link-server", server::serve);
    return server;
  }

  static ServerSocket listener() throws IOException {
    return new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
  }

  static String line(ServerSocket listener) {
    return "tcp:127.0.0.1:" + listener.getLocalPort();
  }

  private void serve() throws IOException {
    Link link = Link.server(LinkSettings.defaults(), new Random());
    try (BlockingLink session =
        BlockingLink.open(link, inSync(LONG), this::inSync, BlockingLink.Observer.NONE)) {
      byte[] buffer = new byte[4096];
      long count = 0;
      int read = session.input().read(buffer);
      while (read >= 0) {
        session.output().write(buffer, 0, read);
        count += read;
        watcher.sentBack(count);
        read = isClosed() ? -1 : session.input().read(buffer);
      }
    }
  }

  private BlockingLink.Line inSync(Duration most) throws IOException {
    if (isClosed()) {
      throw new IOException("closed");
    }
    Ends ends = opening.open(most);
    keep(ends.closing);
    HandshakeSettings settings = HandshakeSettings.builder().handshakeTimeout(most).build();
    try {
      BlockingHandshake.server(ends.in, ends.out, settings, HandshakeObserver.NONE);
    } catch (IOException e) {
      ends.closing.close();
      throw e;
    }
    OutputStream noisy = noisy(ends.out);
    return new BlockingLink.Line() {
      @Override
      public InputStream in() {
        return ends.in;
      }

      @Override
      public OutputStream out() {
        return noisy;
      }

      @Override
      public void close() throws IOException {
        ends.closing.close();
      }
    };
  }

  private static OutputStream noisy(OutputStream out) {
    return new FilterOutputStream(out) {
      @Override
      public void write(byte[] source, int offset, int length) throws IOException {
        out.write(source, offset, length);
        out.write(NOISE);
      }
    };
  }

  private synchronized void keep(Closeable line) throws IOException {
    current = line;
    if (closed) {
      line.close();
    }
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  /** Breaks the line. */
  synchronized void cut() throws IOException {
    current.close();
  }

  /** Breaks the line for ever. */
  @Override
  public synchronized void close() throws IOException {
    closed = true;
    cut();
  }
}

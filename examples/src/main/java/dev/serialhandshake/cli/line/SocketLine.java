// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.line;

import dev.serialhandshake.cli.console.Threads;
import dev.serialhandshake.netty.telnet.VmotionStreams;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A connection over TCP or a Unix socket. It does not use the streams of {@link
 * java.nio.channels.Channels}, because they hold a lock while they read, and a write would wait for
 * that lock.
 */
final class SocketLine implements OpenLine, VmotionStreams.Connection {

  /** Shorter than the second that {@code HangUp} leaves to the close of a line. */
  private static final long LINGER_MILLIS = 500;

  private static final int IGNORED_SIZE = 4096;

  /** A refusal arrives sooner than this. The system's own time-out takes longer. */
  private static final long ANSWER_NANOS = TimeUnit.SECONDS.toNanos(20);

  private final SocketChannel channel;
  private boolean handedOver;

  private SocketLine(SocketChannel channel) {
    this.channel = channel;
  }

  static SocketLine open(LineAddress line, Duration limit) throws IOException {
    if (line instanceof LineAddress.Tcp tcp) {
      InetSocketAddress address = resolved(tcp);
      return ofTcp(tcp.listens() ? acceptTcp(address, limit) : connect(address, limit));
    }
    LineAddress.Unix unix = (LineAddress.Unix) line;
    if (unix.listens()) {
      return new SocketLine(acceptUnix(unix, limit));
    }
    UnixSockets.checkIsSocket(unix.path());
    return new SocketLine(SocketChannel.open(UnixDomainSocketAddress.of(unix.path())));
  }

  static InetSocketAddress resolved(LineAddress.Tcp line) throws UnknownHostException {
    InetSocketAddress address = line.address().resolve();
    if (address.isUnresolved()) {
      throw new UnknownHostException(line.address().host());
    }
    return address;
  }

  /** Sets up a connection that was made or accepted. If that fails, the connection is closed. */
  static SocketLine ofTcp(SocketChannel channel) throws IOException {
    try {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      SocketLine open = new SocketLine(channel);
      open.keepAlive(TcpKeepAlive.DEFAULT);
      return open;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static SocketChannel connect(InetSocketAddress address, Duration limit)
      throws IOException {
    SocketChannel channel = SocketChannel.open();
    long start = System.nanoTime();
    try {
      // The limit may have more milliseconds than an int. The system gives up long before that.
      channel.socket().connect(address, (int) Math.min(limit.toMillis(), Integer.MAX_VALUE));
      return channel;
    } catch (ConnectException e) {
      channel.close();
      // The type is the same for a refusal and for the system's own time-out.
      throw System.nanoTime() - start < ANSWER_NANOS ? e : new SocketTimeoutException("no answer");
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static SocketChannel acceptTcp(InetSocketAddress address, Duration limit)
      throws IOException {
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(address);
      return accept(server, limit);
    }
  }

  private static SocketChannel acceptUnix(LineAddress.Unix unix, Duration limit)
      throws IOException {
    PrivateSocket socket = PrivateSocket.prepare(unix.path());
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket.hidden()));
      socket.publish();
      return accept(server, limit);
    } finally {
      socket.unlink();
    }
  }

  /**
   * Waits for a connection. Afterwards the server is in non-blocking mode.
   *
   * @param limit how long; zero for as long as it takes
   */
  static SocketChannel accept(ServerSocketChannel server, Duration limit) throws IOException {
    try (Selector selector = Selector.open()) {
      server.configureBlocking(false);
      server.register(selector, SelectionKey.OP_ACCEPT);
      long start = System.nanoTime();
      SocketChannel accepted = null;
      while (accepted == null) { // A client may have left again.
        Duration left = Opening.left(limit, start);
        if (selector.select(left.toMillis()) == 0) {
          throw new SocketTimeoutException("nobody connected within " + limit.toSeconds() + " s");
        }
        selector.selectedKeys().clear();
        accepted = server.accept();
      }
      return accepted;
    }
  }

  @Override
  public void keepAlive(TcpKeepAlive keepAlive) throws IOException {
    if (channel.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY)) { // It is TCP.
      keepAlive.set(channel);
    }
  }

  @Override
  public InputStream in() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        return channel.read(ByteBuffer.wrap(target, offset, length));
      }
    };
  }

  @Override
  public OutputStream out() {
    return new OutputStream() {
      @Override
      public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
      }

      @Override
      public void write(byte[] source, int offset, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(source, offset, length);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
      }
    };
  }

  @Override
  public int handOver() throws IOException {
    int descriptor = SocketDescriptor.of(channel);
    handedOver = true;
    return descriptor;
  }

  /**
   * Ends the output, and then reads until the peer ends too, for half a second at most. If a socket
   * with unread bytes is closed, TCP resets the connection, and a relay or virtual machine may then
   * drop bytes that it has not read yet. These would be SSH's last message, and without it the
   * server waits for a client that is gone.
   */
  @Override
  public void close() throws IOException {
    if (handedOver) {
      return; // A shutdown would end the connection for the other process, too.
    }
    Threads.BLOCKING.execute(this::closeAfterLingering);
    ByteBuffer ignored = ByteBuffer.allocate(IGNORED_SIZE);
    try {
      channel.shutdownOutput();
      while (channel.read(ignored) >= 0) {
        ignored.clear();
      }
    } catch (IOException e) {
      // The connection has ended already, or the peer did not end in time.
    } finally {
      channel.close();
    }
  }

  @Override
  public void abort() throws IOException {
    channel.close();
  }

  private void closeAfterLingering() {
    try {
      TimeUnit.MILLISECONDS.sleep(LINGER_MILLIS);
      channel.close();
    } catch (InterruptedException | IOException e) {
      // Nothing more can be done.
    }
  }
}

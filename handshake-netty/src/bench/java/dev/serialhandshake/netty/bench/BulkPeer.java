// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * The server that {@code serve --forward} connects to: takes as many bytes as are sent ahead of
 * them, or sends them.
 */
final class BulkPeer implements AutoCloseable {

  private static final int TAKE = 't';
  private static final int SEND = 's';
  private static final int BLOCK = 1 << 16;

  private final int bytes;
  private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

  /** For transfers of one length. */
  BulkPeer(int bytes) throws IOException {
    this.bytes = bytes;
    Thread acceptor = new Thread(this::accept, "bulk-peer");
    acceptor.setDaemon(true);
    acceptor.start();
  }

  String address() {
    return "tcp:127.0.0.1:" + server.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = server.accept();
        Thread thread = new Thread(() -> answer(client), "bulk");
        thread.setDaemon(true);
        thread.start();
      }
    } catch (IOException e) {
      // It was closed.
    }
  }

  private void answer(Socket client) {
    try (client;
        InputStream in = client.getInputStream();
        OutputStream out = client.getOutputStream()) {
      if (in.read() == TAKE) {
        take(in, bytes);
        out.write(TAKE);
      } else {
        send(out, bytes);
      }
      in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      // The client has gone.
    }
  }

  /** Sends all bytes through a process that is connected to it, and waits until they are there. */
  void up(Process process) throws IOException {
    process.getOutputStream().write(TAKE);
    send(process.getOutputStream(), bytes);
    process.getInputStream().read();
  }

  void down(Process process) throws IOException {
    process.getOutputStream().write(SEND);
    process.getOutputStream().flush();
    take(process.getInputStream(), bytes);
  }

  static void send(OutputStream out, int bytes) throws IOException {
    byte[] block = new byte[BLOCK];
    for (int left = bytes; left > 0; left -= BLOCK) {
      out.write(block, 0, Math.min(left, BLOCK));
    }
    out.flush();
  }

  static void take(InputStream in, int bytes) throws IOException {
    byte[] block = new byte[BLOCK];
    for (int left = bytes; left > 0; ) {
      int count = in.read(block, 0, Math.min(left, BLOCK));
      if (count < 0) {
        throw new IOException("it ended, and " + left + " bytes were missing");
      }
      left -= count;
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A virtual machine that moves from host to host while a program in it uses its serial port. The
 * program connects to a TCP port here, and each host to the same proxy.
 */
final class MovingMachine implements AutoCloseable {

  private static final int RETRY_MILLIS = 100;

  private final ServerSocket port = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  private final int proxy;
  private final int bytesBetweenMoves;
  private final int moves;
  private final CompletableFuture<Integer> moved = new CompletableFuture<>();

  private Socket connection;
  private VirtualMachinePort host;
  private Thread toProgram;

  /**
   * Moves for the first time after so many bytes of the program.
   *
   * @param proxy the port of the proxy
   */
  MovingMachine(int proxy, int bytesBetweenMoves, int moves) throws IOException {
    this.proxy = proxy;
    this.bytesBetweenMoves = bytesBetweenMoves;
    this.moves = moves;
    Background.run("machine", this::run);
  }

  /** Its serial port, as a LINE. */
  String line() {
    return "tcp:127.0.0.1:" + port.getLocalPort();
  }

  /** How often it has moved, when the program has hung up. */
  int moved() throws Exception {
    return moved.get(60, TimeUnit.SECONDS);
  }

  private void run() {
    try (Socket program = port.accept()) {
      powerOn(program);
      int done = 0;
      long left = bytesBetweenMoves;
      byte[] bytes = new byte[4096];
      InputStream in = program.getInputStream();
      for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
        host.escaped().write(bytes, 0, count);
        left -= count;
        if (left <= 0 && done < moves) {
          move(program);
          done++;
          left = bytesBetweenMoves;
        }
      }
      connection.close();
      moved.complete(done);
    } catch (IOException | InterruptedException e) {
      moved.completeExceptionally(e);
    }
  }

  private void powerOn(Socket program) throws IOException {
    connection = connect(program);
    host = new VirtualMachinePort(connection, "web-1");
    readOn(program);
  }

  /** As a host does: again and again until the proxy is there, or the program has gone. */
  private Socket connect(Socket program) throws IOException {
    program.setSoTimeout(RETRY_MILLIS);
    while (true) {
      Socket next = new Socket();
      next.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      try {
        if (next.getLocalPort() != proxy) { // TCP connects a port to itself
          next.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), proxy));
          program.setSoTimeout(0);
          return next;
        }
      } catch (ConnectException e) {
        awaitHangUp(program);
      } finally {
        if (!next.isConnected()) {
          next.close();
        }
      }
    }
  }

  /** Waits for a while. The program waits for a client too, so it sends nothing. */
  private static void awaitHangUp(Socket program) throws IOException {
    try {
      int said = program.getInputStream().read();
      throw new IOException(said < 0 ? "the program has hung up" : "the program speaks first");
    } catch (SocketTimeoutException e) {
      // The next try may find the proxy.
    }
  }

  private void move(Socket program) throws IOException, InterruptedException {
    host.beginMove();
    byte[] ticket = host.awaitTicket();
    Socket next = new Socket(InetAddress.getLoopbackAddress(), proxy);
    VirtualMachinePort there = new VirtualMachinePort(next, "web-1");
    there.arrive(ticket);
    there.completeMove();
    toProgram.join(); // the proxy closes the former connection
    connection = next;
    host = there;
    readOn(program);
  }

  private void readOn(Socket program) throws IOException {
    InputStream data = host.data();
    OutputStream out = program.getOutputStream();
    toProgram =
        new Thread(
            () -> {
              try {
                data.transferTo(out);
              } catch (IOException e) {
                // One side has hung up.
              }
            });
    toProgram.setDaemon(true);
    toProgram.start();
  }

  @Override
  public void close() throws IOException {
    port.close();
  }
}

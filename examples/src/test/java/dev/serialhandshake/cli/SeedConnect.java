// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import dev.serialhandshake.testing.JavaProgram;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A ProxyCommand by the rules of the original's client, for a port of loopback: each read takes at
 * least as many bytes as are due, of which the last count; it begins anew at once after a failure,
 * and after a second, which covers one whole attempt.
 */
final class SeedConnect {

  private static final int DEADLINE_MILLIS = 1000;

  private final byte[] buffer = new byte[32 * 1024];

  private SeedConnect() {}

  /** The command, to be followed by the port. */
  static List<String> command() {
    return JavaProgram.command(SeedConnect.class);
  }

  public static void main(String[] arguments) throws Exception {
    int port = Integer.parseInt(arguments[0]);
    try (Socket line = new Socket(InetAddress.getLoopbackAddress(), port)) {
      line.setTcpNoDelay(true);
      SeedConnect client = new SeedConnect();
      while (!client.isEstablished(line)) {
        Thread.onSpinWait(); // the original pauses no longer
      }
      line.setSoTimeout(0);
      Thread up = new Thread(() -> pump(System.in, line), "up");
      up.setDaemon(true);
      up.start();
      line.getInputStream().transferTo(System.out);
    }
  }

  private static void pump(InputStream from, Socket line) {
    try {
      byte[] bytes = new byte[65536];
      OutputStream to = line.getOutputStream();
      for (int count = from.read(bytes); count >= 0; count = from.read(bytes)) {
        to.write(bytes, 0, count);
      }
      line.shutdownOutput();
    } catch (IOException e) {
      // The line was closed.
    }
  }

  /** One attempt. */
  private boolean isEstablished(Socket line) throws IOException {
    long end = System.nanoTime() + DEADLINE_MILLIS * 1_000_000L;
    int nonce = ThreadLocalRandom.current().nextInt(255);
    OutputStream out = line.getOutputStream();
    out.write(new byte[] {0x16, (byte) nonce});
    try {
      int last = readAtLeast(3, line, end) - 1;
      if (buffer[last - 2] != 0x06 || buffer[last - 1] != (byte) (nonce + 1)) {
        return false;
      }
      out.write(new byte[] {0x06, (byte) (buffer[last] + 1)});
      line.setSoTimeout(millisTo(end));
      return line.getInputStream().read() == 0x06;
    } catch (SocketTimeoutException e) {
      return false;
    }
  }

  private int readAtLeast(int least, Socket line, long end) throws IOException {
    int count = 0;
    while (count < least) {
      line.setSoTimeout(millisTo(end));
      int read = line.getInputStream().read(buffer, count, buffer.length - count);
      if (read < 0) {
        throw new IOException("the line was closed");
      }
      count += read;
    }
    return count;
  }

  private static int millisTo(long end) throws SocketTimeoutException {
    long left = (end - System.nanoTime()) / 1_000_000;
    if (left <= 0) {
      throw new SocketTimeoutException();
    }
    return (int) left;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.testing.seed;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Arrays;

/** The original's two ends as it runs them: blocking code over sockets, in a loop. */
public final class SeedSockets {

  private SeedSockets() {}

  /**
   * Tries again at once until the line is in sync. Takes no byte of the application.
   *
   * @param line a connected socket, whose reads have no timeout afterwards
   * @param client one that is not started
   * @throws IOException if the line is closed
   */
  public static void connect(Socket line, SeedClient client) throws IOException {
    byte[] buffer = new byte[SeedRules.LONGEST_READ];
    client.start();
    int attempt = 0;
    long deadline = 0;
    while (!client.isEstablished()) {
      transmit(client, line);
      if (client.attempts() != attempt) {
        attempt = client.attempts();
        deadline = System.nanoTime() + MILLISECONDS.toNanos(SeedClient.DEADLINE_MILLIS);
      }
      long millis = (deadline - System.nanoTime()) / 1_000_000;
      try {
        if (millis <= 0) {
          throw new SocketTimeoutException();
        }
        line.setSoTimeout((int) millis);
        read(line, client, buffer);
      } catch (SocketTimeoutException e) {
        client.timeout();
      }
    }
    line.setSoTimeout(0);
  }

  /**
   * Tries at every tick until the line is in sync.
   *
   * @param line a connected socket
   * @param server one that is not started
   * @param tickMillis {@link SeedServer#TICK_MILLIS}, or 0 to read on at once
   * @throws IOException if the line is closed, or the thread is interrupted
   */
  public static void serve(Socket line, SeedServer server, long tickMillis) throws IOException {
    byte[] buffer = new byte[SeedRules.LONGEST_READ];
    await(tickMillis);
    server.start();
    while (!server.isEstablished()) {
      read(line, server, buffer);
      byte[] sent = transmit(server, line);
      if (sent.length > 0 && SeedServer.isNak(sent)) {
        await(tickMillis);
      }
    }
  }

  private static void await(long tickMillis) throws InterruptedIOException {
    try {
      MILLISECONDS.sleep(tickMillis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
  }

  private static void read(Socket line, SeedRules end, byte[] buffer) throws IOException {
    int count = line.getInputStream().read(buffer, 0, end.mostToRead());
    if (count < 0) {
      throw new EOFException("the peer closed the line");
    }
    end.read(Arrays.copyOf(buffer, count));
  }

  private static byte[] transmit(SeedRules end, Socket line) throws IOException {
    byte[] frame = end.pollTransmit();
    if (frame == null) {
      return new byte[0];
    }
    line.getOutputStream().write(frame);
    return frame;
  }
}

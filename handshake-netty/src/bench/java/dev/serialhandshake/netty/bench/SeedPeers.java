// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.bench;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.concurrent.ThreadLocalRandom;

/** Both roles by the original's rules, as blocking code over sockets. */
final class SeedPeers {

  private static final int SYN = 0x16;
  private static final int ACK = 0x06;
  private static final int NAK = 0x15;
  private static final int TICK_MILLIS = 10;
  private static final int DEADLINE_MILLIS = 1000;

  private SeedPeers() {}

  /** Tries at every tick until it is done. */
  static void serve(Socket line) throws IOException, InterruptedException {
    do {
      Thread.sleep(TICK_MILLIS);
    } while (!serveOnce(line));
  }

  private static boolean serveOnce(Socket line) throws IOException {
    byte[] buffer = new byte[32 * 1024];
    int nonce = ThreadLocalRandom.current().nextInt(255);
    int end = readAtLeast(line, buffer, 2);
    if (buffer[end - 2] != SYN) {
      write(line, NAK);
      return false;
    }
    write(line, ACK, buffer[end - 1] + 1, nonce);
    end = readAtLeast(line, buffer, 2);
    if (buffer[end - 2] != ACK || buffer[end - 1] != (byte) (nonce + 1)) {
      write(line, NAK);
      return false;
    }
    write(line, ACK);
    return true;
  }

  /** Tries again at once until it is done. */
  static void connect(Socket line) throws IOException {
    line.setSoTimeout(DEADLINE_MILLIS);
    boolean done = false;
    while (!done) {
      try {
        done = connectOnce(line);
      } catch (java.net.SocketTimeoutException e) {
        done = false;
      }
    }
  }

  private static boolean connectOnce(Socket line) throws IOException {
    byte[] buffer = new byte[32 * 1024];
    int nonce = ThreadLocalRandom.current().nextInt(255);
    write(line, SYN, nonce);
    int end = readAtLeast(line, buffer, 3);
    if (buffer[end - 3] != ACK || buffer[end - 2] != (byte) (nonce + 1)) {
      return false;
    }
    write(line, ACK, buffer[end - 1] + 1);
    return line.getInputStream().read() == ACK;
  }

  private static int readAtLeast(Socket line, byte[] buffer, int least) throws IOException {
    InputStream in = line.getInputStream();
    int end = 0;
    while (end < least) {
      int count = in.read(buffer, end, buffer.length - end);
      if (count < 0) {
        throw new EOFException("the peer closed the line");
      }
      end += count;
    }
    return end;
  }

  private static void write(Socket line, int... bytes) throws IOException {
    byte[] frame = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      frame[i] = (byte) bytes[i];
    }
    line.getOutputStream().write(frame);
  }
}

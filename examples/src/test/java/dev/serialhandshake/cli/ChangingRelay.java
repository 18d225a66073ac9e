// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A line that does something to each byte on its way from the peer. */
final class ChangingRelay {

  interface Change {
    byte of(byte value);
  }

  private ChangingRelay() {}

  static byte carriageReturns(byte value) {
    return value == '\r' ? (byte) '\n' : value;
  }

  /** Puts the line between a client and a peer. */
  static void between(Socket client, PeerSocket.Behaviour peer, Change change) throws IOException {
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Socket near = new Socket(listener.getInetAddress(), listener.getLocalPort());
        Socket far = listener.accept()) {
      Background.run("changing-relay", () -> peer.meet(far));
      Background.run(
          "changing-relay", () -> client.getInputStream().transferTo(near.getOutputStream()));
      byte[] buffer = new byte[4096];
      int count = near.getInputStream().read(buffer);
      while (count >= 0) {
        for (int i = 0; i < count; i++) {
          buffer[i] = change.of(buffer[i]);
        }
        client.getOutputStream().write(buffer, 0, count);
        count = near.getInputStream().read(buffer);
      }
    }
  }
}

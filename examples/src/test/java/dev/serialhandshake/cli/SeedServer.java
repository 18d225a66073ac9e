// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;

/**
 * A server by the rules of the original: each read takes at least two bytes, of which the last two
 * count; anything else than what is due is answered with a NAK, and then it begins anew.
 */
final class SeedServer {

  private static final int NONCE = 0xb0;

  private SeedServer() {}

  /** Waits for handshakes with a client, and echoes behind the first; for {@link PeerSocket}. */
  static void serve(Socket client) throws IOException {
    InputStream in = client.getInputStream();
    OutputStream out = client.getOutputStream();
    byte[] buffer = new byte[32 * 1024];
    int nonce = NONCE;
    while (true) {
      int last = readTwoOrMore(in, buffer) - 1;
      if (last < 1) {
        return;
      }
      if (buffer[last - 1] != 0x16) {
        out.write(0x15);
        continue;
      }
      out.write(new byte[] {0x06, (byte) (buffer[last] + 1), (byte) ++nonce});
      last = readTwoOrMore(in, buffer) - 1;
      if (last < 1) {
        return;
      }
      if (buffer[last - 1] == 0x06 && buffer[last] == (byte) (nonce + 1)) {
        out.write(0x06);
        PeerSocket.echo(client);
        return;
      }
      out.write(0x15);
    }
  }

  private static int readTwoOrMore(InputStream in, byte[] buffer) throws IOException {
    int count = 0;
    while (count < 2) {
      int read = in.read(buffer, count, buffer.length - count);
      if (read < 0) {
        return 0;
      }
      count += read;
    }
    return count;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import dev.serialhandshake.cli.line.BytePump;
import dev.serialhandshake.testing.JavaProgram;
import dev.serialhandshake.testing.seed.SeedClient;
import dev.serialhandshake.testing.seed.SeedSockets;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;

/** A ProxyCommand by the rules of the original's client, for a port of loopback. */
final class SeedConnect {

  private SeedConnect() {}

  /** The command, to be followed by the port. */
  static List<String> command() {
    return JavaProgram.command(SeedConnect.class);
  }

  public static void main(String[] arguments) throws Exception {
    int port = Integer.parseInt(arguments[0]);
    try (Socket line = new Socket(InetAddress.getLoopbackAddress(), port)) {
      line.setTcpNoDelay(true);
      SeedSockets.connect(line, SeedClient.drawing());
      Thread up = new Thread(() -> pumpUp(line), "up");
      up.setDaemon(true);
      up.start();
      BytePump.run(line.getInputStream(), System.out);
    }
  }

  private static void pumpUp(Socket line) {
    try {
      BytePump.run(System.in, line.getOutputStream());
      line.shutdownOutput();
    } catch (IOException e) {
      // The line was closed.
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import dev.serialhandshake.cli.line.BytePump;
import dev.serialhandshake.testing.JavaProgram;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** A command whose standard input and output are a connection to a port of loopback. */
final class TcpPipe {

  private TcpPipe() {}

  /** The LINE that it is. */
  static String line(int port) {
    List<String> command = new ArrayList<>(List.of("exec"));
    command.addAll(JavaProgram.command(TcpPipe.class, String.valueOf(port)));
    return "exec:" + OpenSsh.quoted(command);
  }

  public static void main(String... arguments) throws IOException {
    try (Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0]))) {
      Thread input = new Thread(() -> pump(System.in, socket), "input");
      input.setDaemon(true);
      input.start();
      BytePump.run(socket.getInputStream(), System.out);
    }
  }

  private static void pump(InputStream in, Socket socket) {
    try {
      BytePump.run(in, socket.getOutputStream());
      socket.shutdownOutput();
    } catch (IOException e) {
      // The connection is over, and so is this process.
    }
  }
}

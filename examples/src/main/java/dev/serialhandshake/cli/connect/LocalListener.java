// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.connect;

import dev.serialhandshake.cli.console.CommandFailure;
import dev.serialhandshake.cli.console.Console;
import dev.serialhandshake.cli.line.HostPort;
import dev.serialhandshake.cli.line.LineAddress;
import dev.serialhandshake.cli.line.LineFailures;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;

/** Accepts the local TCP clients of {@code connect --listen}, and serves one after another. */
final class LocalListener {

  /** Serves one client. A failure is printed, and then the next client is accepted. */
  interface Service {
    void serve(LocalClient client) throws CommandFailure, IOException, InterruptedException;
  }

  private LocalListener() {}

  /**
   * Serves one client after another on the caller's thread, and never returns.
   *
   * @throws CommandFailure if it cannot listen at the address
   */
  static void serve(HostPort address, Service service)
      throws CommandFailure, IOException, InterruptedException {
    try (ServerSocket server = bind(address)) {
      Console.neverWait();
      Console.say("listening on " + address.host() + " port " + server.getLocalPort());
      while (true) {
        serve(server.accept(), service, "");
      }
    }
  }

  /**
   * Serves one client, prints what goes wrong, and closes the connection.
   *
   * @param who is printed before each message, such as {@code "board: "}
   */
  static void serve(Socket accepted, Service service, String who) throws InterruptedException {
    try (Socket client = accepted) {
      client.setTcpNoDelay(true);
      service.serve(LocalClient.of(client));
    } catch (CommandFailure | IOException | RuntimeException e) {
      Console.tell(who, e);
    }
  }

  private static ServerSocket bind(HostPort address) throws CommandFailure {
    InetSocketAddress socketAddress = address.resolve();
    try {
      if (socketAddress.isUnresolved()) {
        throw new UnknownHostException(address.host());
      }
      ServerSocket server = new ServerSocket();
      server.setReuseAddress(true);
      server.bind(socketAddress);
      return server;
    } catch (IOException e) {
      throw LineFailures.opening(new LineAddress.Tcp(address, true), e);
    }
  }
}

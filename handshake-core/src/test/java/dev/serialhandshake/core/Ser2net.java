// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import dev.serialhandshake.testing.PseudoTerminal;
import dev.serialhandshake.testing.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** A terminal server, ser2net, with a pseudo-terminal for its serial port. */
final class Ser2net implements AutoCloseable {

  private final Path socket;
  private final FarEnd port;
  private final Process server;

  /**
   * Starts it.
   *
   * @param protocol what it speaks with its clients, as in its configuration; empty for bytes alone
   */
  Ser2net(Path folder, String protocol) throws IOException {
    Tools.need("ser2net");
    socket = folder.resolve("socket");
    PseudoTerminal terminal = PseudoTerminal.open("raw");
    port = FarEnd.terminal(terminal);
    Path device = Files.createSymbolicLink(folder.resolve("tty"), Path.of(terminal.device()));
    Path settings = folder.resolve("ser2net.yaml");
    Files.writeString(
        settings,
        String.format(
            Locale.ROOT,
            "connection: &line%n  accepter: %sunix,%s%n  connector: serialdev,%s,115200n81,local%n",
            protocol,
            socket,
            device));
    server = FarEnd.start("ser2net", "-n", "-c", settings.toString());
  }

  /** A client, once the server listens. */
  FarEnd connect() throws IOException {
    return FarEnd.socket(socket, server);
  }

  /** What arrives at the far end of the serial port. */
  RealReads reads() {
    return new RealReads(port.in());
  }

  void writes(byte[] bytes) throws IOException {
    port.out().write(bytes);
    port.out().flush();
  }

  @Override
  public void close() {
    FarEnd.end(server);
    port.close();
  }
}

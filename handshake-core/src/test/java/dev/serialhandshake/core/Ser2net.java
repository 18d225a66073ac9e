// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A terminal server, ser2net, with a pseudo-terminal for its serial port. */
final class Ser2net implements AutoCloseable {

  private final Path socket;
  private final FarEnd port;
  private final FarEnd server;

  /**
   * Starts it.
   *
   * @param protocol what it speaks with its clients, as in its configuration; empty for bytes alone
   */
  Ser2net(Path folder, String protocol) throws IOException {
    FarEnd.need("/usr/sbin/ser2net");
    socket = folder.resolve("socket");
    Path device = folder.resolve("tty");
    port = FarEnd.terminal(device, ",raw,echo=0");
    Path settings = folder.resolve("ser2net.yaml");
    Files.writeString(
        settings,
        String.format(
            "connection: &line%n  accepter: %sunix,%s%n  connector: serialdev,%s,115200n81,local%n",
            protocol, socket, device));
    server = FarEnd.of("ser2net", "-n", "-c", settings.toString());
  }

  /** A client, once the server listens. */
  FarEnd connect() {
    server.awaitFile(socket);
    return FarEnd.of("socat", "-", "UNIX-CONNECT:" + socket + ",retry=100,interval=0.1");
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
    server.close();
    port.close();
  }
}

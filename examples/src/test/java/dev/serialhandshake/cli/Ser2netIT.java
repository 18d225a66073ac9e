// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.cli.console.ExitCode;
import dev.serialhandshake.testing.Tools;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A terminal server, ser2net, between the two ends, with a pseudo-terminal for its port. */
@Timeout(120)
class Ser2netIT {

  @TempDir private Path folder;

  @Test
  void telnetGoesThrough() throws Exception {
    int port = FreePort.find();
    try (PtyLine line = new PtyLine(folder);
        Daemon ser2net = ser2net("telnet", line.a, port);
        Daemon server = Daemon.jar("serve", "--exec", "echo through", line.b)) {
      server.await("serving ");
      try (Daemon near = Daemon.jar("connect", "--wait", "telnet:127.0.0.1:" + port)) {
        near.awaitOutput("through");
      }
      Run refused = Run.connect("--wait", "rfc2217:127.0.0.1:" + port);
      assertEquals(ExitCode.TELNET_REFUSED.number(), refused.exit(), refused.err());
      assertTrue(ser2net.isAlive());
    }
  }

  @Test
  void rfc2217SetsTheRateOfThePort() throws Exception {
    Tools.need("stty");
    int port = FreePort.find();
    try (PtyLine line = new PtyLine(folder);
        Daemon ser2net = ser2net("telnet(rfc2217)", line.a, port);
        Daemon server = Daemon.jar("serve", "--exec", "stty -F '" + line.a + "' speed", line.b)) {
      server.await("serving ");
      String far = "rfc2217:127.0.0.1:" + port;
      try (Daemon near = Daemon.jar("connect", "--wait", "-b", "57600", far)) {
        near.awaitOutput("57600");
      }
      assertTrue(ser2net.isAlive());
    }
  }

  /** Starts it; a client waits until it listens. */
  private Daemon ser2net(String protocol, String device, int port) throws Exception {
    String program = Tools.path("ser2net");
    Path settings = folder.resolve("ser2net.yaml");
    Files.writeString(
        settings,
        String.format(
            Locale.ROOT,
            "connection: &line%n  accepter: %s,tcp,127.0.0.1,%d%n"
                + "  connector: serialdev,%s,9600n81,local%n",
            protocol,
            port,
            device));
    return Daemon.program(program, "-n", "-c", settings.toString());
  }
}

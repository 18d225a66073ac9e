// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.cli.line.SerialLine;
import dev.serialhandshake.core.HandshakeObserver;
import dev.serialhandshake.core.HandshakeSettings;
import dev.serialhandshake.core.blocking.BlockingHandshake;
import dev.serialhandshake.netty.serial.SerialSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The programs of one screen do what they say. */
@Timeout(120)
class ExamplesIT {

  @TempDir Path folder;

  @Test
  void theTcpServerEchoesWhatTheTcpClientSays() throws Exception {
    try (Daemon server = start("TcpServer", "0")) {
      String port = server.await("listening on").replaceFirst(".*:", "");
      Run client = Run.of(new byte[0], command("TcpClient", "127.0.0.1", port));
      assertEquals(0, client.exit(), client.err());
      assertTrue(client.out().contains("client ESTABLISHED"), client.out());
      assertTrue(client.out().contains("the peer says: hello"), client.out());
    }
  }

  @Test
  void theSerialClientPrintsWhatIsSaidBehindTheHandshake() throws Exception {
    SerialSettings usual = SerialSettings.defaults();
    try (PtyLine line = new PtyLine(folder);
        SerialLine server = SerialLine.open(line.a, usual);
        Daemon client = start("SerialClient", line.b)) {
      BlockingHandshake.server(
          server.in(), server.out(), HandshakeSettings.defaults(), HandshakeObserver.NONE);
      server.out().write("hello from there\n".getBytes(US_ASCII));
      client.awaitOutput("hello from there");
    }
  }

  @Test
  void theSshServerOnSerialServesSftp() throws Exception {
    OpenSsh client = new OpenSsh(folder);
    Path sent = Files.write(folder.resolve("sent"), new byte[] {1, 2, 3});
    Path there = folder.resolve("there");
    try (PtyLine line = new PtyLine(folder);
        Daemon server =
            start(
                "SshServerOnSerial",
                line.a,
                client.authorizedKeys().toString(),
                folder.resolve("host").toString())) {
      server.await("serving");
      Run sftp = client.sftp(line.b, "put " + sent + " " + there + "\n");
      assertEquals(0, sftp.exit(), sftp.err());
      assertArrayEquals(Files.readAllBytes(sent), Files.readAllBytes(there));
    }
  }

  private static Daemon start(String program, String... arguments) throws Exception {
    return Daemon.program(command(program, arguments).toArray(new String[0]));
  }

  private static List<String> command(String program, String... arguments) {
    List<String> command = Run.jarCommand(arguments);
    int jar = command.indexOf("-jar");
    command.set(jar, "-cp");
    command.add(jar + 2, "dev.serialhandshake.examples." + program);
    return command;
  }
}

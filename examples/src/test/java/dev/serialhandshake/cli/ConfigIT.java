// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.cli.console.ExitCode;
import dev.serialhandshake.cli.trust.OwnFile;
import dev.serialhandshake.testing.Poll;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code serve --config}: a file of lines, and what a new one changes. */
@Timeout(120)
class ConfigIT {

  @TempDir private Path folder;

  private Path write(String... lines) throws IOException {
    return OwnFile.write(folder.resolve("lines.yaml"), String.join("\n", lines) + "\n");
  }

  /** A client of a line, after the handshake. */
  private static final class Client implements AutoCloseable {
    private final Daemon connect;
    private final Socket socket;

    Client(String line) throws Exception {
      connect = Daemon.jar("connect", "--listen", "127.0.0.1:0", line);
      try {
        socket = new Socket(InetAddress.getLoopbackAddress(), connect.localPort());
      } catch (AssertionError | InterruptedException | IOException e) {
        connect.close();
        throw e;
      }
    }

    /** Sends a word and returns what comes back, as long as the word; shorter at the end. */
    String echo(String word) throws IOException {
      socket.getOutputStream().write(word.getBytes(US_ASCII));
      return new String(socket.getInputStream().readNBytes(word.length()), US_ASCII);
    }

    boolean hasEnded() throws IOException {
      return socket.getInputStream().read() < 0;
    }

    @Override
    public void close() throws IOException {
      socket.close();
      connect.close();
    }
  }

  @Test
  void aSessionOutlivesTheReloadThatChangesItsLine() throws Exception {
    Path file =
        write(
            "defaults: { echo: true }",
            "lines:",
            "  kept: tcp-listen:127.0.0.1:0",
            "  changed: tcp-listen:127.0.0.1:0");
    try (RackServer server = new RackServer("serve", "--config", file.toString());
        Client kept = new Client(server.line("kept"))) {
      assertEquals("one", kept.echo("one"));
      try (Client changed = new Client(server.line("changed"))) {
        assertEquals("one", changed.echo("one"));
        write(
            "defaults: { echo: true }",
            "lines:",
            "  kept: tcp-listen:127.0.0.1:0",
            "  changed: { line: 'tcp-listen:127.0.0.1:0', max-connections: 3 }",
            "  added: tcp-listen:127.0.0.1:0");
        server.hangUp();
        server.await("1 added, 1 changed, 0 removed, 1 as before");
        try (Client added = new Client(server.line("added"))) {
          assertEquals("new", added.echo("new"));
        }
        assertEquals("two", changed.echo("two"), "the session was ended");
      }
      try (Client after = new Client(server.line("changed"))) {
        assertEquals("new", after.echo("new"));
      }
      assertEquals("two", kept.echo("two"), "nothing had changed there");
    }
  }

  @Test
  void aSecondVisitorOfALineForOneIsSentAway() throws Exception {
    Path file =
        write("lines:", "  a: { line: 'tcp-listen:127.0.0.1:0', echo: true, max-connections: 1 }");
    try (RackServer server = new RackServer("serve", "--config", file.toString())) {
      String line = server.line("a");
      try (Client first = new Client(line);
          Socket second = new Socket()) {
        assertEquals("one", first.echo("one"));
        int port = Daemon.portOf(line);
        second.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        assertEquals(-1, second.getInputStream().read());
        server.await("a: 1 connection is open (--max-connections), all in use: a new one was");
        assertEquals("two", first.echo("two"));
      }
    }
  }

  /** A connection that the port still takes may be reset. That is no refusal. */
  private static boolean refuses(int port) throws IOException {
    try {
      new Socket(InetAddress.getLoopbackAddress(), port).close();
      return false;
    } catch (ConnectException e) {
      return true;
    } catch (SocketException e) {
      return false;
    }
  }

  @Test
  void aLineThatGoesTakesNobodyNew() throws Exception {
    Path file = write("lines:", "  a: { line: 'tcp-listen:127.0.0.1:0', echo: true }");
    try (RackServer server = new RackServer("serve", "--config", file.toString())) {
      String line = server.line("a");
      try (Client client = new Client(line)) {
        assertEquals("one", client.echo("one"));
        write("lines:", "  b: { line: 'tcp-listen:127.0.0.1:0', echo: true }");
        server.hangUp();
        server.line("b");
        Poll.until("the port refuses clients", () -> refuses(Daemon.portOf(line)));
        assertEquals("two", client.echo("two"));
      }
    }
  }

  @Test
  void aLineThatGoesNowTakesItsSessionWithIt() throws Exception {
    Path file = write("lines:", "  a: { line: 'tcp-listen:127.0.0.1:0', echo: true }");
    try (RackServer server = new RackServer("serve", "--config", file.toString(), "--reload-now");
        Client client = new Client(server.line("a"))) {
      assertEquals("one", client.echo("one"));
      write("lines:", "  b: { line: 'tcp-listen:127.0.0.1:0', echo: true }");
      server.hangUp();
      assertTrue(client.hasEnded());
      server.line("b");
    }
  }

  @Test
  void aFileThatCannotBeChangesNothing() throws Exception {
    Path file = write("lines:", "  a: { line: 'tcp-listen:127.0.0.1:0', echo: true }");
    try (RackServer server = new RackServer("serve", "--config", file.toString());
        Client client = new Client(server.line("a"))) {
      assertEquals("one", client.echo("one"));
      write("lines:", "  a: { line: 'tcp-listen:127.0.0.1:0', ecko: true }");
      server.hangUp();
      server.await("lines.yaml:2:40: there is no key 'ecko'; did you mean 'echo'?");
      server.await("1 fault; the lines are served as before");
      Files.writeString(file, "");
      server.hangUp();
      server.await("lines.yaml: no line in it");
      assertEquals("two", client.echo("two"));
    }
  }

  @Test
  void allThatIsWrongIsToldAtTheStartAndByCheck() throws Exception {
    Path file =
        write(
            "lines:",
            "  a: { line: /dev/a, authorized-keys: " + folder.resolve("none") + " }",
            "  b: { line: /dev/b, login-idle: 5s }");
    for (List<String> form : List.of(List.of("serve"), List.of("serve", "--check"))) {
      List<String> arguments = new ArrayList<>(form);
      arguments.addAll(List.of("--config", file.toString()));
      Run run = Run.jar(arguments.toArray(String[]::new));
      assertEquals(ExitCode.USAGE.number(), run.exit(), run.err());
      List<String> told = run.err().lines().toList();
      assertEquals(3, told.size(), run.err());
      assertTrue(told.get(0).contains("lines.yaml:2:3: --authorized-keys"), run.err());
      assertTrue(told.get(1).endsWith("lines.yaml:3:3: --login-idle goes with --login"), run.err());
      assertTrue(told.get(2).endsWith("2 faults; nothing is served"), run.err());
    }
  }

  @Test
  void checkOpensNothingAndMakesNoKey() throws Exception {
    KeyFiles keys = new KeyFiles(folder);
    Path hostKey = folder.resolve("made");
    Path file =
        write(
            "defaults:",
            "  authorized-keys: " + keys.authorizedKeys(),
            "  host-key: " + hostKey,
            "lines:",
            "  a: " + folder.resolve("no-port"));
    Run run = Run.jar("serve", "--check", "--config", file.toString());
    assertEquals(0, run.exit(), run.err());
    assertTrue(run.err().contains("nothing is wrong; 1 line"), run.err());
    assertTrue(Files.notExists(hostKey));
  }

  /** {@code serve @FILE}, as README.md says. */
  @Test
  void argumentsMayStandInAFile() throws Exception {
    Path file = write("lines:", "  a: { line: /dev/a, echo: true }");
    Path arguments = folder.resolve("options.txt");
    Files.writeString(arguments, "--check\n# a comment\n--config \"" + file + "\"\n");
    Run run = Run.jar("serve", "@" + arguments);
    assertEquals(0, run.exit(), run.err());
    assertTrue(run.err().contains("nothing is wrong; 1 line"), run.err());
  }

  @Test
  void optionsOfLinesAreRefusedBesideAFile() throws Exception {
    String file = write("lines:", "  a: /dev/a").toString();
    WrongUseIT.assertFails(
        ExitCode.USAGE,
        "--baud goes into the file of --config",
        Run.jar("serve", "--config", file, "--baud", "9600"));
    WrongUseIT.assertFails(
        ExitCode.USAGE,
        "give --config or LINEs, not both",
        Run.jar("serve", "--config", file, "/dev/a"));
    WrongUseIT.assertFails(
        ExitCode.USAGE, "--check goes with --config", Run.jar("serve", "--check", "/dev/a"));
  }

  /** Of one port after the other, each by a link, as udev makes them. */
  @Test
  void portsOfAPatternComeAndGo() throws Exception {
    Path ports = Files.createDirectory(folder.resolve("by-id"));
    Path file = write("lines:", "  lab-*: { line: '" + ports + "/usb-*', echo: true }");
    try (RackServer server = new RackServer("serve", "--config", file.toString());
        PtyLine pair = new PtyLine(folder)) {
      Path link = Files.createSymbolicLink(ports.resolve("usb-A"), Path.of(pair.a));
      server.await("lab-A: serving " + link);
      try (Client client = new Client(pair.b)) {
        assertEquals("one", client.echo("one"));
        Files.delete(link);
        Files.createSymbolicLink(ports.resolve("usb-B"), folder.resolve("none"));
        server.await("lab-B: " + ports.resolve("usb-B"));
        assertEquals("two", client.echo("two"), "the session goes on, since the port is open");
      }
    }
  }
}

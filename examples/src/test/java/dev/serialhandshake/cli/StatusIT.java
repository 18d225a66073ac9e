// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.cli.console.ExitCode;
import dev.serialhandshake.cli.console.Schema;
import dev.serialhandshake.cli.status.LineState;
import dev.serialhandshake.cli.status.LineStatus;
import dev.serialhandshake.cli.status.ServerStatus;
import dev.serialhandshake.testing.Poll;
import dev.serialhandshake.testing.Tools;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code serve} tells its own user, and nobody else, what its lines do. */
@Timeout(120)
class StatusIT {

  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  @TempDir Path folder;

  @Test
  void eachLineHasItsState() throws Exception {
    Path socket = folder.resolve("private/status");
    String missing = folder.resolve("missing").toString();
    try (Daemon server = serve(socket, "--wait", missing, "tcp-listen:127.0.0.1:0")) {
      String line = server.served();
      assertEquals(LineState.WAITING, lines(socket).get(1).state());
      try (Daemon near = Daemon.jar("connect", "--listen", "127.0.0.1:0", line);
          Socket peer = new Socket(InetAddress.getLoopbackAddress(), near.localPort())) {
        peer.getOutputStream().write(1);
        assertEquals(1, peer.getInputStream().read());
        LineStatus served = lines(socket).get(1);
        assertEquals(LineState.IN_SESSION, served.state());
        assertEquals(1, served.connections());
        assertEquals(1, served.totals().handshakes());
        assertEquals(1, served.totals().attempts());
        assertTrue(served.totals().bytesIn() >= 5, "SYN, ACK and a byte, but: " + served);
        assertTrue(served.totals().bytesOut() >= 5, "SYN-ACK, ACK and a byte, but: " + served);
      }
      LineStatus broken = lines(socket).get(0);
      assertEquals(LineState.REOPENING, broken.state());
      assertNotNull(broken.lastError());
      assertTrue(broken.lastError().contains("no such port"), broken.lastError());
    }
  }

  /** As a host of VMware's connects a port, and then the machine behind it is the client. */
  @Test
  void theVirtualMachineOnALineIsTold() throws Exception {
    Path socket = folder.resolve("private/status");
    try (Daemon server = serve(socket, "telnet-listen:127.0.0.1:0")) {
      int port = server.servedPort();
      try (Socket host = new Socket(InetAddress.getLoopbackAddress(), port)) {
        host.setSoTimeout(60_000);
        VirtualMachinePort machine = new VirtualMachinePort(host, "web-1");
        server.await("virtual machine web-1, UUID " + VirtualMachinePort.UUID);
        assertEquals("web-1", lines(socket).get(0).machine());
        machine.shakeHands();
        machine.write('x');
        assertEquals('x', machine.read());
      }
    }
  }

  @Test
  void whatALinesPeerSaysInsteadOfAHandshakeIsTold() throws Exception {
    Path socket = folder.resolve("private/status");
    try (Daemon server = serve(socket, "tcp-listen:127.0.0.1:0")) {
      try (Socket getty = new Socket(InetAddress.getLoopbackAddress(), server.servedPort())) {
        getty
            .getOutputStream()
            .write("\r\nDebian GNU/Linux 12 board ttyS0\r\n\r\n".getBytes(US_ASCII));
        getty.getOutputStream().write("board login: ".getBytes(US_ASCII));
        Poll.until(
            "the bytes have arrived", () -> lines(socket).get(0).totals().discardedBytes() >= 30);
        LineStatus line = lines(socket).get(0);
        assertEquals(LineState.WAITING, line.state());
        assertEquals(1, line.connections());
      }
    }
  }

  @Test
  void theTableNamesEachLine() throws Exception {
    Path socket = folder.resolve("private/status");
    String missing = folder.resolve("missing").toString();
    try (Daemon server = serve(socket, "--wait", missing, "tcp-listen:127.0.0.1:0")) {
      server.await("serving");
      Poll.until(
          "the first try has ended", () -> lines(socket).get(0).state() != LineState.OPENING);
      Run status = Run.jar("status", socket.toString());
      assertEquals(0, status.exit(), status.err());
      List<String> rows = status.out().lines().toList();
      assertEquals(3, rows.size(), status.out());
      assertTrue(rows.get(1).matches(".*missing +reopening .* no such port.*"), rows.get(1));
      assertTrue(rows.get(2).matches("tcp-listen.* waiting .*"), rows.get(2));
    }
  }

  @Test
  void theServersOfAUserAreFoundWithoutBeingNamed() throws Exception {
    Path runtime = Files.createDirectory(folder.resolve("runtime"));
    try (Daemon first = usual(runtime, "serve", "--echo", "tcp-listen:127.0.0.1:0");
        Daemon second = usual(runtime, "serve", "--echo", "tcp-listen:127.0.0.1:0")) {
      first.await("serving");
      second.await("serving");
      Run status = Run.of(new byte[0], usualCommand(runtime, "status"));
      assertEquals(0, status.exit(), status.err());
      assertEquals(3, status.out().lines().count(), status.out());
      first.kill(); // and its socket is left there
      Run survivor = Run.of(new byte[0], usualCommand(runtime, "status"));
      assertEquals(2, survivor.out().lines().count(), survivor.out() + survivor.err());
      second.terminate();
    }
    WrongUseIT.assertFails(
        ExitCode.NO_SUCH_PORT,
        "no serve of this user runs",
        Run.of(new byte[0], usualCommand(runtime, "status")));
    try (Daemon third = usual(runtime, "serve", "--echo", "tcp-listen:127.0.0.1:0")) {
      third.await("serving");
      try (var sockets = Files.list(runtime.resolve("serial-handshake"))) {
        assertEquals(1, sockets.count(), "the socket of a killed server is still there");
      }
    }
  }

  @Test
  void aPortThatIsServedIsRefusedWithWhoIsOnIt() throws Exception {
    Path runtime = Files.createDirectory(folder.resolve("runtime"));
    try (PtyLine pair = new PtyLine(folder);
        Daemon server = usual(runtime, "serve", "--echo", pair.a)) {
      server.await("serving");
      String[] connect = usualCommand(runtime, "connect", pair.a).toArray(new String[0]);
      WrongUseIT.assertFails(
          ExitCode.PORT_BUSY,
          "; serve has it as " + pair.a + ", which is waiting",
          Run.of(new byte[] {'x'}, List.of(connect)));
      try (Daemon near = Daemon.jar("connect", "--listen", "127.0.0.1:0", pair.b);
          Socket peer = new Socket(InetAddress.getLoopbackAddress(), near.localPort())) {
        peer.getOutputStream().write(1);
        assertEquals(1, peer.getInputStream().read());
        WrongUseIT.assertFails(
            ExitCode.PORT_BUSY,
            "; serve has it as " + pair.a + ", with somebody on it since ",
            Run.of(new byte[] {'x'}, List.of(connect)));
      }
    }
  }

  /** As {@code socat - UNIX-CONNECT:status.sock </dev/null} does. */
  @Test
  void anAskerThatEndsItsOwnSideIsAnswered() throws Exception {
    Path socket = folder.resolve("private/status");
    try (Daemon server = serve(socket, "tcp-listen:127.0.0.1:0");
        SocketChannel asker = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.await("serving");
      asker.connect(UnixDomainSocketAddress.of(socket));
      asker.shutdownOutput();
      byte[] answer = Channels.newInputStream(asker).readAllBytes();
      assertEquals(1, ServerStatus.parse(new String(answer, UTF_8)).lines().size());
    }
  }

  @Test
  void onlyTheOwnerCanAsk() throws Exception {
    Path socket = folder.resolve("private/status");
    try (Daemon server = serve(socket, "tcp-listen:127.0.0.1:0")) {
      server.await("serving");
      assertEquals(
          PosixFilePermissions.fromString("rw-------"), Files.getPosixFilePermissions(socket));
      assertEquals(
          PosixFilePermissions.fromString("rwx------"),
          Files.getPosixFilePermissions(socket.getParent()));
      server.terminate();
      assertTrue(Files.notExists(socket), "the socket is left behind");
    }
  }

  @Test
  void aFolderThatOthersCanEnterIsRefused() throws Exception {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-x---"));
    Run serve =
        Run.jar("serve", "--echo", "--status=" + folder.resolve("s"), "tcp-listen:127.0.0.1:0");
    WrongUseIT.assertFails(ExitCode.NO_PERMISSION, "chmod 700", serve);
  }

  @Test
  void nothingThatASocketSaysReachesTheTerminalAsItIs() throws Exception {
    Path socket = privateFolder().resolve("status");
    String answer =
        "{\"pid\":1,\"lines\":[{\"line\":\"\\u001b]0;title\\u0007\\u202e\",\"state\":\"waiting\","
            + "\"since\":\"2026-01-01T00:00:00Z\",\"connections\":0,\"sessions\":0,\"attempts\":0,"
            + "\"discardedBytes\":0,\"bytesIn\":0,\"bytesOut\":0,\"lastError\":null,"
            + "\"lastVerdict\":\"a\\nb\u009b\u007f\"}]}";
    try (ServerSocketChannel server = answering(socket, answer)) {
      assertTrue(server.isOpen());
      for (String form : List.of("--json", "-v")) {
        Run status = Run.jar("status", form, socket.toString());
        assertEquals(0, status.exit(), status.err());
        String shown = status.out().replace(System.lineSeparator(), "");
        assertTrue(shown.chars().allMatch(c -> c >= ' ' && c <= '~'), shown);
        assertTrue(shown.contains("]0;title"), shown);
      }
    }
  }

  @Test
  void anAnswerThatIsNoStatusIsNotShown() throws Exception {
    Path socket = privateFolder().resolve("status");
    try (ServerSocketChannel server = answering(socket, "\u001b[2Jhello")) {
      assertTrue(server.isOpen());
      Run status = Run.jar("status", socket.toString());
      WrongUseIT.assertFails(ExitCode.LINE_CLOSED, "the answer is no status of a serve", status);
    }
  }

  @Test
  void aFolderBehindALinkIsNotAsked() throws Exception {
    Path runtime = Files.createDirectory(folder.resolve("runtime"));
    Files.createSymbolicLink(runtime.resolve("serial-handshake"), privateFolder());
    WrongUseIT.assertFails(
        ExitCode.NO_PERMISSION,
        "a symbolic link, not a directory",
        Run.of(new byte[0], usualCommand(runtime, "status")));
  }

  @Test
  void aSocketOfAnotherUserIsNotAsked() throws Exception {
    Tools.needRoot("only root can give files away");
    Path runtime = Files.createDirectory(folder.resolve("runtime"));
    Path theirs = Files.createDirectory(runtime.resolve("serial-handshake"), OWNER_ONLY);
    Files.setAttribute(theirs, "unix:uid", 65534);
    WrongUseIT.assertFails(
        ExitCode.NO_PERMISSION,
        "the folder belongs to ",
        Run.of(new byte[0], usualCommand(runtime, "status")));
  }

  private Path privateFolder() throws Exception {
    return Files.createDirectory(folder.resolve("private"), OWNER_ONLY);
  }

  /** A socket that tells everybody the same. */
  private static ServerSocketChannel answering(Path socket, String answer) throws Exception {
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
    Background.run(
        "answering",
        () -> {
          while (server.isOpen()) {
            try (SocketChannel asker = server.accept()) {
              asker.write(ByteBuffer.wrap(answer.getBytes(UTF_8)));
            } catch (IOException e) {
              // The test is over, or the asker has gone.
            }
          }
        });
    return server;
  }

  @Test
  void aDeadSocketGivesWayAndALiveOneDoesNot() throws Exception {
    Path socket = folder.resolve("private/status");
    Files.createDirectory(socket.getParent(), OWNER_ONLY);
    try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(socket));
    }
    WrongUseIT.assertFails(
        ExitCode.CONNECTION_REFUSED, "connection refused", Run.jar("status", socket.toString()));
    try (Daemon server = serve(socket, "tcp-listen:127.0.0.1:0")) {
      server.await("serving");
      assertEquals(1, lines(socket).size());
      Run second = Run.jar("serve", "--echo", "--status=" + socket, "tcp-listen:127.0.0.1:0");
      WrongUseIT.assertFails(ExitCode.PORT_BUSY, "somebody listens there already", second);
    }
  }

  private static Daemon serve(Path socket, String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of("serve", "--echo", "--status=" + socket));
    all.addAll(List.of(arguments));
    return Daemon.jar(all.toArray(new String[0]));
  }

  static List<LineStatus> lines(Path socket) throws Exception {
    Run status = Run.jar("status", "--json", socket.toString());
    assertEquals(0, status.exit(), status.err());
    String array = status.out().strip();
    Schema schema = Schema.of(ServerStatus.class, "status.schema.json");
    assertEquals(List.of(), schema.faults(array), array);
    return ServerStatus.parse(array.substring(1, array.length() - 1)).lines();
  }

  private static Daemon usual(Path runtime, String... arguments) throws Exception {
    return Daemon.program(usualCommand(runtime, arguments).toArray(new String[0]));
  }

  private static List<String> usualCommand(Path runtime, String... arguments) {
    List<String> command = new ArrayList<>(List.of("env", "XDG_RUNTIME_DIR=" + runtime));
    command.addAll(Run.jarCommand(arguments));
    return command;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.serialhandshake.cli.status.LineState;
import dev.serialhandshake.cli.status.LineStatus;
import dev.serialhandshake.cli.status.LinkTotals;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A virtual machine moves to another host, and its line with it. */
@Timeout(120)
class VmotionIT {

  @TempDir Path folder;

  private static Socket connect(int port) throws Exception {
    Socket host = new Socket(InetAddress.getLoopbackAddress(), port);
    host.setSoTimeout(60_000);
    return host;
  }

  /** Data is under way in both directions while the machine moves. */
  @Test
  void aLoginGoesOnThroughTwoMoves() throws Exception {
    OpenSsh client = new OpenSsh(folder);
    byte[] data = new byte[300_000];
    new Random(20).nextBytes(data);
    try (Daemon server = client.serve("--max-connections=1", "telnet-listen:127.0.0.1:0");
        MovingMachine machine = new MovingMachine(server.servedPort(), 100_000, 2)) {
      Run ssh = client.ssh(machine.line(), data, "cat");
      assertEquals(0, ssh.exit(), ssh.err());
      assertArrayEquals(data, ssh.bytes());
      assertEquals(2, machine.moved());
      server.await("virtual machine web-1 has moved to another host, and its line with it");
      server.await("virtual machine web-1 has moved to another host, and its line with it");
    }
  }

  /** The same the other way round: the machine serves, and the proxy is a ProxyCommand of ssh. */
  @Test
  void aLoginThroughConnectGoesOnThroughTwoMoves() throws Exception {
    OpenSsh client = new OpenSsh(folder);
    byte[] data = new byte[300_000];
    new Random(21).nextBytes(data);
    int proxy = FreePort.find();
    try (MovingMachine machine = new MovingMachine(proxy, 100_000, 2)) {
      try (Daemon server = client.serve(machine.line())) {
        server.await("serving tcp:");
        Run ssh = client.ssh("telnet-listen:127.0.0.1:" + proxy, data, "cat");
        assertEquals(0, ssh.exit(), ssh.err());
        assertArrayEquals(data, ssh.bytes());
      }
      assertEquals(2, machine.moved());
    }
  }

  /** The link does not notice: what is on its way waits, or is sent again. */
  @Test
  void aSessionOnALinkGoesOnThroughTwoMoves() throws Exception {
    OpenSsh client = new OpenSsh(folder);
    byte[] data = new byte[300_000];
    new Random(21).nextBytes(data);
    Path socket = folder.resolve("private/status");
    try (Daemon server = client.serve("--status=" + socket, "telnet-listen:127.0.0.1:0");
        MovingMachine machine = new MovingMachine(server.servedPort(), 100_000, 2)) {
      String proxy = OpenSsh.quoted(Run.jarCommand("connect", "--link", machine.line()));
      Run ssh = Run.of(data, MinaSsh.command(client.keys().identity(), proxy, List.of(), "cat"));
      assertEquals(0, ssh.exit(), ssh.err());
      assertArrayEquals(data, ssh.bytes(), ssh.err());
      assertEquals(2, machine.moved());
      server.await("session over (tester");
      LinkTotals links = StatusIT.lines(socket).get(0).totals().links();
      assertEquals(1, links.sessions());
      assertEquals(0, links.interruptions());
    }
  }

  @Test
  void statusShowsTheMachineAndItsSessionThroughout() throws Exception {
    Path socket = folder.resolve("private/status");
    try (Daemon server =
        Daemon.jar("serve", "--echo", "--status=" + socket, "telnet-listen:127.0.0.1:0")) {
      int port = server.servedPort();
      byte[] ticket;
      try (Socket host = connect(port)) {
        VirtualMachinePort there = new VirtualMachinePort(host, "web-1");
        there.shakeHands();
        there.beginMove();
        ticket = there.ticket();
        there.abortMove();
        there.write('a');
        assertEquals('a', there.read());
        there.beginMove();
        ticket = there.ticket();
        host.setSoLinger(true, 0); // its end is a reset
      }
      assertIsInSession(StatusIT.lines(socket).get(0));
      try (Socket host = connect(port)) {
        VirtualMachinePort there = new VirtualMachinePort(host, "web-1");
        there.arrive(ticket);
        assertIsInSession(StatusIT.lines(socket).get(0));
        there.completeMove();
        there.write('b');
        assertEquals('b', there.read());
        LineStatus line = StatusIT.lines(socket).get(0);
        assertIsInSession(line);
        assertEquals(1, line.connections());
        assertEquals(1, line.totals().handshakes());
      }
    }
  }

  /** A move is announced without a login, and then its connection stays for two minutes. */
  @Test
  void machinesThatAreAboutToMoveAddNoMoreConnectionsThanTheLimit() throws Exception {
    Path socket = folder.resolve("private/status");
    List<Socket> hosts = new ArrayList<>();
    try (Daemon server =
        Daemon.jar(
            "serve",
            "--echo",
            "--max-connections=2",
            "--status=" + socket,
            "telnet-listen:127.0.0.1:0")) {
      int port = server.servedPort();
      for (int i = 0; i < 8; i++) {
        Socket host = connect(port);
        hosts.add(host);
        VirtualMachinePort there = new VirtualMachinePort(host, "web-" + i);
        there.beginMove();
        assertEquals(20, there.ticket().length);
      }
      assertEquals(4, StatusIT.lines(socket).get(0).connections());
      assertEquals(-1, hosts.get(0).getInputStream().read(), "the first gave way");
    } finally {
      for (Socket host : hosts) {
        host.close();
      }
    }
  }

  private static void assertIsInSession(LineStatus line) {
    assertEquals(LineState.IN_SESSION, line.state());
    assertEquals("web-1", line.machine());
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A signal ends everything: sessions and their terminals, sockets, ports. */
@Timeout(120)
class SignalIT {

  private static final int HUNG_UP = 128 + 1;
  private static final int TERMINATED = 128 + 15;
  private static final long DEADLINE_SECONDS = 60;

  @TempDir Path folder;

  /** Without a terminal a process goes on, as behind OpenSSH's server. */
  @ParameterizedTest
  @ValueSource(strings = {"-T", "-tt"})
  void serveEndsTheSessionsAndHangsUpTheirTerminals(String terminal) throws Exception {
    OpenSsh client = new OpenSsh(folder);
    try (PtyLine line = new PtyLine(folder);
        Daemon server = client.serve(line.a)) {
      server.await("serving");
      List<String> ssh =
          new ArrayList<>(client.command(line.b, "sleep 4000 & echo pid $!; wait", terminal));
      try (Daemon session = Daemon.program(ssh.toArray(new String[0]))) {
        String pid = session.awaitOutput("pid ").replaceAll("\\D", "");
        ProcessHandle process = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
        try {
          assertEquals(TERMINATED, server.terminate());
          session.await("the server ends");
          if (terminal.equals("-T")) {
            assertTrue(process.isAlive(), "it was killed");
            process.destroy();
          }
          assertEnds(process);
        } finally {
          process.destroy();
        }
      }
    }
  }

  /** jSerialComm's library sets the signal to ignored. */
  @Test
  void aHangUpEndsServeAndConnectOnASerialPort() throws Exception {
    try (PtyLine line = new PtyLine(folder);
        Daemon server = Daemon.jar("serve", "--echo", line.a);
        Daemon client = Daemon.jar("connect", "--hex", line.b)) {
      client.await("in sync");
      assertEquals(HUNG_UP, client.hangUp());
      server.await("serving");
      assertEquals(HUNG_UP, server.hangUp());
    }
  }

  @Test
  void whatIsStartedFromAServedSerialPortHasTheSignalsAsOverTcp() throws Exception {
    String signals = "--exec=cat /proc/self/status";
    List<String> seen = new ArrayList<>();
    try (PtyLine port = new PtyLine(folder)) {
      for (String line : List.of(port.a, "tcp-listen:127.0.0.1:0")) {
        try (Daemon server = Daemon.jar("serve", signals, line)) {
          String served = server.await("serving ");
          String end = line.equals(port.a) ? port.b : Daemon.clientEnd(served);
          try (Daemon client = Daemon.jar("connect", end)) {
            seen.add(client.awaitOutput("SigIgn"));
          }
        }
      }
    }
    assertEquals(seen.get(1), seen.get(0));
  }

  @Test
  void serveEndsTheChildOfExec() throws Exception {
    try (Daemon server =
            Daemon.jar("serve", "--exec=sleep 4001 & echo $!; wait", "tcp-listen:127.0.0.1:0");
        Daemon client = Daemon.jar("connect", server.served())) {
      ProcessHandle child = ProcessHandle.of(Long.parseLong(client.awaitOutput(""))).orElseThrow();
      try {
        assertEquals(TERMINATED, server.terminate());
        assertEnds(child);
      } finally {
        child.destroy();
      }
    }
  }

  @Test
  void serveGivesItsPortAndItsSocketsBack() throws Exception {
    Path socket = folder.resolve("socket");
    Path status = folder.resolve("private/status");
    try (PtyLine line = new PtyLine(folder)) {
      for (int run = 0; run < 2; run++) {
        try (Daemon server =
            Daemon.jar("serve", "--echo", "--status=" + status, "unix-listen:" + socket, line.a)) {
          server.await("serving");
          server.await("serving"); // the other line; in the second run the port is free again
          assertEquals(TERMINATED, server.terminate());
          assertTrue(Files.notExists(socket), "the line's socket is left behind");
          assertTrue(Files.notExists(status), "the status socket is left behind");
        }
      }
    }
  }

  @Test
  void connectRemovesTheSocketThatItListensOn() throws Exception {
    Path socket = folder.resolve("socket");
    try (Daemon client = Daemon.jar("connect", "-v", "unix-listen:" + socket)) {
      awaitExists(socket);
      assertEquals(TERMINATED, client.terminate());
      assertTrue(Files.notExists(socket), "the socket is left behind");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"connect", "probe"})
  void aHandshakeThatIsUnderWayEnds(String command) throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Daemon client = Daemon.jar(command, "--hex", "tcp:127.0.0.1:" + silent.getLocalPort())) {
      client.await("SYN");
      assertEquals(TERMINATED, client.terminate());
    }
  }

  @Test
  void theDemoEnds() throws Exception {
    try (Daemon demo = Daemon.jar("demo")) {
      demo.awaitOutput("A line with");
      assertEquals(TERMINATED, demo.terminate());
    }
  }

  private static void assertEnds(ProcessHandle process) throws Exception {
    process.onExit().get(DEADLINE_SECONDS, TimeUnit.SECONDS);
  }

  private static void awaitExists(Path file) throws Exception {
    try (var watch = file.getFileSystem().newWatchService()) {
      file.getParent().register(watch, java.nio.file.StandardWatchEventKinds.ENTRY_CREATE);
      while (Files.notExists(file)) {
        var key = watch.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
        if (key == null) {
          throw new AssertionError(file + " is never made");
        }
        key.pollEvents();
        key.reset();
      }
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.cli.console.ExitCode;
import dev.serialhandshake.cli.trust.OwnFile;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code connect --config}: the near ends of many lines in one process. */
@Timeout(120)
class NearConfigIT {

  @TempDir private Path folder;

  private Path write(String... lines) throws IOException {
    return OwnFile.write(folder.resolve("near.yaml"), String.join("\n", lines) + "\n");
  }

  private static int port(String said) {
    return Integer.parseInt(said.replaceFirst(".* on .*?:(\\d+) for .*", "$1"));
  }

  private static Socket to(int port) throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), port);
  }

  private static Socket client(Daemon near, String name) throws Exception {
    return to(port(near.await(" " + name + ": listening on ")));
  }

  private static void assertEchoes(Socket client, String word) throws IOException {
    client.getOutputStream().write(word.getBytes(US_ASCII));
    byte[] back = client.getInputStream().readNBytes(word.length());
    assertEquals(word, new String(back, US_ASCII));
  }

  @Test
  void eachLineHasClientsOfItsOwnAndAFaultOfOneIsNoneOfAnother() throws Exception {
    try (Daemon server =
        Daemon.jar("serve", "--echo", "tcp-listen:127.0.0.1:0", "tcp-listen:127.0.0.1:0")) {
      String a = server.served();
      String b = server.served();
      Path file =
          write(
              "defaults: { listen: '127.0.0.1:0' }",
              "lines:",
              "  a: '" + a + "'",
              "  b: { line: '" + b + "', wait: true }",
              "  broken: 'tcp:127.0.0.1:1'");
      try (Daemon near = Daemon.jar("connect", "--config", file.toString());
          Socket ofA = client(near, "a");
          Socket ofB = client(near, "b");
          Socket ofBroken = client(near, "broken")) {
        near.await(" broken: tcp:127.0.0.1:1: connection refused");
        assertEquals(-1, ofBroken.getInputStream().read());
        assertEchoes(ofA, "one");
        assertEchoes(ofB, "two");
        try (Socket next = new Socket(InetAddress.getLoopbackAddress(), ofA.getPort())) {
          ofA.shutdownOutput(); // it has waited for that
          assertEchoes(next, "three");
        }
        assertEchoes(ofB, "four");
      }
    }
  }

  @Test
  void onHangUpLinesThatHaveNotChangedNoticeNothing() throws Exception {
    try (Daemon server =
        Daemon.jar("serve", "--echo", "tcp-listen:127.0.0.1:0", "tcp-listen:127.0.0.1:0")) {
      String a = server.served();
      String b = server.served();
      int second = FreePort.find();
      Path file =
          write(
              "defaults: { listen: '127.0.0.1:0' }",
              "lines:",
              "  kept: '" + a + "'",
              "  changed: { line: '" + b + "' }",
              "  removed: { line: '" + b + "' }");
      try (Daemon near = Daemon.jar("connect", "--config", file.toString());
          Socket ofKept = client(near, "kept");
          Socket ofChanged = client(near, "changed")) {
        int removed = port(near.await(" removed: listening on "));
        assertEchoes(ofKept, "one");
        assertEchoes(ofChanged, "two");
        write("lines:", "  kept: { line: '" + a + "', lisen: '127.0.0.1:0' }");
        near.signal("HUP");
        near.await("near.yaml:2:" + (21 + a.length()) + ": there is no key 'lisen'; did you mean");
        near.await("near.yaml: 2 faults; the lines go on as before");
        write(
            "defaults: { listen: '127.0.0.1:0' }",
            "lines:",
            "  added: { line: '" + b + "', listen: '127.0.0.1:" + second + "' }",
            "  kept: '" + a + "'",
            "  changed: { line: '" + a + "' }");
        near.signal("HUP");
        near.await(" changed: listening on 127.0.0.1:" + ofChanged.getPort() + " for " + a);
        near.await("near.yaml: 1 added, 1 changed, 1 removed, 1 as before");
        near.await(" added: listening on 127.0.0.1:" + second);
        try (Socket ofAdded = to(second);
            Socket next = to(ofChanged.getPort())) {
          assertEchoes(ofAdded, "three");
          assertEchoes(ofKept, "four");
          assertEchoes(ofChanged, "five"); // its session goes on, and the next client waits
          assertThrows(ConnectException.class, () -> to(removed).close());
          ofChanged.shutdownOutput();
          assertEchoes(next, "six");
        }
        assertEquals(143, near.terminate());
      }
    }
  }

  @Test
  void aReloadThatIsToBeAtOnceSendsTheirClientsAway() throws Exception {
    try (Daemon server = Daemon.jar("serve", "--echo", "tcp-listen:127.0.0.1:0")) {
      String line = server.served();
      Path file =
          write(
              "defaults: { listen: '127.0.0.1:0' }",
              "lines:",
              "  kept: '" + line + "'",
              "  changed: '" + line + "'",
              "  waiting: { line: 'tcp-listen:127.0.0.1:0', timeout: none }");
      try (Daemon near = Daemon.jar("connect", "--reload-now", "--config", file.toString());
          Socket kept = client(near, "kept");
          Socket changed = client(near, "changed");
          Socket waiting = client(near, "waiting")) {
        assertEchoes(kept, "one");
        assertEchoes(changed, "two");
        waiting.getOutputStream().write('x'); // somebody who waits for an answer
        write(
            "defaults: { listen: '127.0.0.1:0' }",
            "lines:",
            "  kept: '" + line + "'",
            "  changed: { line: '" + line + "', timeout: 5s }");
        near.signal("HUP");
        near.await("near.yaml: 0 added, 1 changed, 1 removed, 1 as before");
        assertEquals(-1, changed.getInputStream().read());
        assertEquals(-1, waiting.getInputStream().read());
        assertEchoes(kept, "three");
        try (Socket next = to(changed.getPort())) {
          assertEchoes(next, "four");
        }
        near.terminate();
        assertEquals(2, near.said().lines().filter(each -> each.contains("was sent away")).count());
        assertFalse(near.said().contains("closed"), near.said());
      }
    }
  }

  /** The new address has the port of the old one, whose socket has to be closed first. */
  @Test
  void anAddressThatIsTakenIsTriedAgainAndDisturbsNoOtherLine() throws Exception {
    ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    try (Daemon server = Daemon.jar("serve", "--echo", "tcp-listen:127.0.0.1:0")) {
      String line = server.served();
      Path file = write("lines:", "  a: { line: '" + line + "', listen: '127.0.0.1:0' }");
      try (Daemon near = Daemon.jar("connect", "--config", file.toString());
          Socket ofA = client(near, "a")) {
        int first = ofA.getPort();
        String b =
            "  b: { line: '" + line + "', listen: '127.0.0.1:" + taken.getLocalPort() + "' }";
        write("lines:", "  a: { line: '" + line + "', listen: 'localhost:" + first + "' }", b);
        near.signal("HUP");
        near.await("1 added, 1 changed, 0 removed, 0 as before");
        near.await(" a: listening on localhost:" + first);
        near.await("b: tcp-listen:127.0.0.1:" + taken.getLocalPort() + ": address already in use");
        assertEchoes(ofA, "one");
        taken.close();
        try (Socket ofB = client(near, "b")) {
          assertEchoes(ofB, "two");
        }
      }
    } finally {
      taken.close();
    }
  }

  @Test
  void allThatIsWrongIsToldAndNothingListens() throws Exception {
    Path file =
        write(
            "lines:",
            "  a: { line: 'tcp:127.0.0.1:1', listen: '127.0.0.1:7', lisen: x }",
            "  b: { line: 'tcp:127.0.0.1:1' }",
            "  c*: { line: /dev/tty*, listen: '127.0.0.1:8' }");
    for (String check : List.of("--check", "--verbose")) {
      Run run = Run.jar("connect", check, "--config", file.toString());
      assertEquals(ExitCode.USAGE.number(), run.exit(), run.err());
      assertTrue(run.err().contains("near.yaml:2:56: there is no key 'lisen'; did"), run.err());
      assertTrue(run.err().contains("near.yaml:3:3: 'b' needs an address"), run.err());
      assertTrue(run.err().contains("near.yaml:4:3: 'c*' is many lines"), run.err());
      assertTrue(run.err().contains("3 faults; nothing listens"), run.err());
    }
    write(
        "lines:",
        "  a: { line: 'tcp:127.0.0.1:1', listen: '127.0.0.1:7' }",
        "  b: { line: 'tcp:127.0.0.1:1', listen: '127.0.0.1:7' }");
    Run clash = Run.jar("connect", "--check", "--config", file.toString());
    assertTrue(clash.err().contains("b and a would both listen on 127.0.0.1:7"), clash.err());
    write(
        "lines:",
        "  a: { line: /dev/ttyS9, listen: '127.0.0.1:7' }",
        "  b: { line: /dev/ttyS9, listen: '127.0.0.1:8', tcp-keepalive: 40000s }");
    Run refused = Run.jar("connect", "--check", "--config", file.toString());
    assertEquals(ExitCode.USAGE.number(), refused.exit(), refused.err());
    assertTrue(refused.err().contains("near.yaml:3:3: --tcp-keepalive: give 1s"), refused.err());
    assertTrue(
        refused.err().contains("near.yaml:3:3: b and a would both open /dev/ttyS9"), refused.err());
  }

  @Test
  void aFileThatIsRightIsCheckedAndOptionsOfLinesAreRefusedBesideIt() throws Exception {
    String file =
        write("lines:", "  a: { line: 'tcp:127.0.0.1:1', listen: '127.0.0.1:7' }").toString();
    Run run = Run.jar("connect", "--check", "--config", file);
    assertEquals(0, run.exit(), run.err());
    assertTrue(run.err().contains("nothing is wrong; 1 line"), run.err());
    WrongUseIT.assertFails(
        ExitCode.USAGE,
        "--timeout goes into the file of --config",
        Run.jar("connect", "--config", file, "--timeout", "5s"));
    WrongUseIT.assertFails(
        ExitCode.USAGE,
        "--fdpass does not go with --config: ssh takes one line",
        Run.jar("connect", "--config", file, "--fdpass"));
    WrongUseIT.assertFails(
        ExitCode.USAGE,
        "--reload-now goes with --config",
        Run.jar("connect", "--reload-now", "tcp:127.0.0.1:1"));
    WrongUseIT.assertFails(
        ExitCode.USAGE,
        "give --config or a LINE, not both",
        Run.jar("connect", "--config", file, "tcp:127.0.0.1:1"));
  }

  @Test
  void theFileInTheDocumentsIsRight() throws Exception {
    String text = Files.readString(Path.of("README.md"), UTF_8);
    int begin = text.indexOf("defaults: { wait: true }");
    Path file = write(text.substring(begin, text.indexOf("```", begin)).stripTrailing());
    Run run = Run.jar("connect", "--check", "--config", file.toString());
    assertTrue(run.err().contains("nothing is wrong; 2 lines"), run.err());
  }
}

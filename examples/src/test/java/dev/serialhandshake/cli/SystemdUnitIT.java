// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.cli.systemd.NotifyListener;
import dev.serialhandshake.cli.trust.OwnFile;
import dev.serialhandshake.testing.Tools;
import io.netty.channel.epoll.Epoll;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** systemd finds no fault with the units, and {@code serve} none with their command lines. */
@Timeout(120)
class SystemdUnitIT {

  private static final Path UNIT = Path.of("systemd/serial-handshake@.service");
  private static final Path RACK_UNIT = Path.of("systemd/serial-handshake-rack.service");
  private static final Path LOGIN_UNIT = Path.of("systemd/serial-handshake-login@.service");

  @TempDir Path folder;

  @Test
  void systemdFindsNoFaultWithThem() throws Exception {
    Tools.need("systemd-analyze");
    assertNoFault(UNIT);
    assertNoFault(LOGIN_UNIT);
    assertNoFault(RACK_UNIT);
  }

  private void assertNoFault(Path unit) throws Exception {
    Path instance = folder.resolve(unit.getFileName().toString().replace("@", "@ttyS0"));
    String java = System.getProperty("java.home") + "/bin/java";
    Files.writeString(instance, Files.readString(unit).replace("/usr/bin/java", java));
    Run verify =
        Run.of(new byte[0], List.of("systemd-analyze", "verify", "--man=no", instance.toString()));
    assertEquals(0, verify.exit(), verify.err());
    assertEquals("", verify.out() + verify.err());
  }

  @Test
  void theCommandLineIsValid() throws Exception {
    assertServes(UNIT, "--forward");
  }

  @Test
  void theCommandLineOfARackIsValid() throws Exception {
    Path file = folder.resolve("lines.yaml");
    List<String> arguments = new ArrayList<>();
    for (String word : arguments(RACK_UNIT).split("\\s+", -1)) {
      arguments.add(
          word.replace("%t/serial-handshake-rack", folder.resolve("private").toString())
              .replace("/etc/serial-handshake/lines.yaml", file.toString()));
    }
    OwnFile.write(file, "lines: { a: { line: " + folder.resolve("none") + ", echo: true } }\n");
    try (Daemon server = Daemon.jar(arguments.toArray(String[]::new))) {
      server.await("a: " + folder.resolve("none") + ": no such port");
      assertTrue(Files.exists(folder.resolve("private/status.sock")));
    }
  }

  /**
   * A line that listens is open when the unit is started, so whatever comes after it may connect.
   */
  @Test
  void theStartAReloadAndTheEndAreToldToSystemd() throws Exception {
    Assumptions.assumeTrue(Epoll.isAvailable(), "needs Linux");
    Path file = folder.resolve("lines.yaml");
    int port = FreePort.find();
    OwnFile.write(
        file, "lines: { a: { line: 'tcp-listen:127.0.0.1:" + port + "', echo: true } }\n");
    String socket = folder.resolve("notify").toString();
    List<String> command =
        new ArrayList<>(List.of("env", "NOTIFY_SOCKET=" + socket, "WATCHDOG_USEC=200000"));
    command.addAll(Run.jarCommand("serve", "--config", file.toString()));
    try (NotifyListener systemd = new NotifyListener(socket);
        Daemon server = Daemon.program(command.toArray(String[]::new))) {
      assertEquals("READY=1\nSTATUS=1 line", systemd.await("READY"));
      new Socket(InetAddress.getLoopbackAddress(), port).close();
      systemd.await("WATCHDOG");
      OwnFile.write(file, "lines: {}\n");
      server.signal("HUP");
      systemd.await("RELOADING");
      String told = systemd.await("READY");
      assertTrue(told.endsWith("1 fault; the lines are served as before"), told);
      assertEquals(143, server.terminate());
      systemd.await("STOPPING");
    }
  }

  @Test
  void theCommandLineWithALoginIsValid() throws Exception {
    // Only root can start a getty.
    assertServes(LOGIN_UNIT, "--login=true --forward");
  }

  /** The arguments after the jar. */
  private static String arguments(Path unit) throws IOException {
    String text = Files.readString(unit).replace("\\\n", "");
    String start =
        text.lines().filter(line -> line.startsWith("ExecStart=")).findFirst().orElseThrow();
    return start.replaceFirst(".*serial-handshake\\.jar\\s+", "");
  }

  private void assertServes(Path unit, String service) throws Exception {
    String arguments =
        arguments(unit)
            .replace("$OPTIONS ", "")
            .replaceFirst("(--login )?--forward", service)
            .replace("%t/serial-handshake-%i", folder.resolve("private").toString())
            .replace("/dev/%I", folder.resolve("missing").toString());
    try (Daemon server = Daemon.jar(arguments.split("\\s+"))) {
      server.await("no such port; check the name and the cable (will keep trying)");
      assertTrue(Files.exists(folder.resolve("private/status.sock")));
    }
  }
}

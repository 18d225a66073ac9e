// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.cli.console.ExitCode;
import dev.serialhandshake.cli.console.Schema;
import dev.serialhandshake.testing.Tools;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Systems that lack what others have: no home, no place for native code, no /sys. */
@Timeout(120)
class ContainerIT {

  /** In a mount namespace of its own. That takes root, or a kernel that lets every user do it. */
  private static final List<String> NAMESPACE =
      List.of("unshare", "--user", "--map-root-user", "--mount", "sh", "-c");

  private static final int UNKNOWN_USER = 12_345;

  @TempDir Path folder;

  @Test
  void withoutAHomeServeAsksForOneAndMakesNoFolder() throws Exception {
    List<String> command = jar(List.of("-Duser.home=?"), "serve", "tcp-listen:127.0.0.1:0");
    List<String> inFolder = new ArrayList<>(List.of("env", "-u", "HOME", "-C", folder.toString()));
    inFolder.addAll(command);
    WrongUseIT.assertFails(ExitCode.LOGIN_SETUP, "set HOME", Run.of(new byte[0], inFolder));
    assertEmpty(folder);
  }

  @Test
  void withoutAPasswdEntryServeTakesTheHomeOfTheEnvironment() throws Exception {
    List<String> command = new ArrayList<>(List.of("env", "HOME=" + folder));
    command.addAll(jar(List.of("-Duser.home=?"), "serve", "tcp-listen:127.0.0.1:0"));
    WrongUseIT.assertFails(
        ExitCode.LOGIN_SETUP, folder + "/.ssh/authorized_keys", Run.of(new byte[0], command));
  }

  /** Up to version 17 the JDK takes such a user for root, who owns none of these files. */
  @Test
  void withoutAPasswdEntryServeBelievesTheFilesOfItsUser() throws Exception {
    Tools.needRoot("only root can become a user that nobody knows");
    Tools.need("setpriv");
    OpenSsh client = new OpenSsh(Files.createDirectory(folder.resolve("client")));
    Path home = Files.createDirectory(folder.resolve("home"));
    Path ssh = Files.createDirectory(home.resolve(".ssh"));
    Path keys = Files.copy(client.authorizedKeys(), ssh.resolve("authorized_keys"));
    for (Path each : List.of(home, ssh, keys)) {
      Files.setAttribute(each, "unix:uid", UNKNOWN_USER);
    }
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path jar = Run.copyOfJar(folder);
    String user = String.valueOf(UNKNOWN_USER);
    try (Daemon server =
        Daemon.program(
            "setpriv",
            "--reuid=" + user,
            "--regid=" + user,
            "--clear-groups",
            "env",
            "HOME=" + home,
            System.getProperty("java.home") + "/bin/java",
            "-jar",
            jar.toString(),
            "serve",
            "tcp-listen:127.0.0.1:0")) {
      Run run = client.ssh(server.served(), new byte[0], "id -u");
      assertEquals(user, run.out().strip(), run.err());
    }
  }

  @Test
  void serveUnpacksNothingIntoTheHomeAndNothingThatOthersReach() throws Exception {
    OpenSsh client = new OpenSsh(Files.createDirectory(folder.resolve("client")));
    Path home = Files.createDirectory(folder.resolve("home"));
    Path tmp = Files.createDirectory(folder.resolve("tmp"));
    List<String> options = List.of("-Duser.home=" + home, "-Djava.io.tmpdir=" + tmp);
    List<String> command = jar(options, client.keys().serve("tcp-listen:127.0.0.1:0"));
    List<String> openToAll = new ArrayList<>(List.of("sh", "-c", "umask 0; exec \"$@\"", "sh"));
    openToAll.addAll(command);
    try (Daemon server = Daemon.program(openToAll.toArray(new String[0]))) {
      Run ssh = client.ssh(server.served(), new byte[0], "echo hello", "-tt");
      assertEquals("hello", ssh.out().strip(), ssh.err());
      assertEmpty(home);
      try (var unpacked = Files.list(tmp)) {
        for (Path each : unpacked.toList()) {
          assertEquals(
              PosixFilePermissions.fromString("rwx------"), Files.getPosixFilePermissions(each));
        }
      }
    }
  }

  @Test
  void serveDoesNotStartWhereOthersCouldReplaceWhatItUnpacks() throws Exception {
    Path tmp = Files.createDirectory(folder.resolve("tmp"));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    List<String> command =
        jar(List.of("-Djava.io.tmpdir=" + tmp), "serve", "--echo", "tcp-listen:127.0.0.1:0");
    WrongUseIT.assertFails(
        ExitCode.LOGIN_SETUP,
        "others can replace it, since they can write to the folder " + folder.toRealPath(),
        Run.of(new byte[0], command));
    assertEmpty(tmp);
  }

  @Test
  void whereNativeCodeCannotBeUnpackedSerialPortsAreRefusedInOneLine() throws Exception {
    try (PtyLine line = new PtyLine(folder)) {
      for (String command : List.of("connect", "probe")) {
        Run run =
            Run.of(
                new byte[0], jar(List.of("-Djava.io.tmpdir=" + folder + "/no"), command, line.a));
        WrongUseIT.assertFails(
            ExitCode.LOGIN_SETUP, "is not there; start Java with -Djava.io.tmpdir=FOLDER", run);
      }
    }
  }

  @Test
  void whereNativeCodeMayNotRunSerialPortsAreRefusedInOneLine() throws Exception {
    try (PtyLine line = new PtyLine(folder)) {
      Path tmp = Files.createDirectory(folder.resolve("tmp"));
      Run run =
          inNamespace(
              "mount -t tmpfs -o noexec none '" + tmp + "'",
              jar(List.of("-Djava.io.tmpdir=" + tmp), "connect", line.a));
      WrongUseIT.assertFails(ExitCode.LOGIN_SETUP, "is mounted with noexec", run);
    }
  }

  /** Then Java starts the command. What Java would change on the way is refused. */
  @Test
  void whereNativeCodeMayNotRunAServedSocketRunsCommandsOnPipes() throws Exception {
    OpenSsh client = new OpenSsh(Files.createDirectory(folder.resolve("client")));
    Path tmp = Files.createDirectory(folder.resolve("tmp"));
    List<String> command =
        namespace(
            "mount -t tmpfs -o noexec none '" + tmp + "'",
            jar(
                Run.copyOfJar(folder),
                List.of("-Djava.io.tmpdir=" + tmp),
                client.keys().serve("tcp-listen:127.0.0.1:0")));
    command.addAll(0, List.of("env", "LC_ALL=C", "SECRET=s"));
    try (Daemon server = Daemon.program(command.toArray(new String[0]))) {
      String line = server.served();
      Run run = client.ssh(line, new byte[0], "echo hello $SECRET; exit 7");
      assertEquals("hello", run.out().strip(), run.err());
      assertEquals(7, run.exit());
      Run terminal = client.ssh(line, new byte[0], "echo hello", "-tt");
      assertNotEquals(0, terminal.exit());
      assertTrue((terminal.out() + terminal.err()).contains("no terminal"), terminal.out());
      String jnu = System.getProperty("sun.jnu.encoding");
      if (Charset.forName(jnu).newEncoder().canEncode('\u00f6')) { // else this JVM cannot send it
        Run changed = client.ssh(line, new byte[0], "echo \u00f6");
        assertNotEquals(0, changed.exit());
        assertFalse(changed.out().contains("?"), changed.out());
      }
    }
  }

  @Test
  void withoutSysPortsSaysThatItCannotSee() throws Exception {
    Run run = inNamespace("mount -t tmpfs none /sys", jar(List.of(), "ports"));
    WrongUseIT.assertFails(ExitCode.NO_SUCH_PORT, "cannot see which ports there are", run);
  }

  /** /dev/null is on every machine. What stands in /sys makes a serial port of it. */
  @Test
  void portsAsJsonAreAsTheSchemaSays() throws Exception {
    String files = "mount -t tmpfs none /sys && mkdir -p /sys/class/tty/null/device";
    Run run = inNamespace(files, jar(List.of(), "ports", "--json"));
    assertEquals(0, run.exit(), run.err());
    assertEquals(
        "[{\"name\":\"/dev/null\",\"path\":\"/dev/null\",\"names\":[],\"description\":\"\"}]\n",
        run.out());
    Schema schema = Schema.of(Main.class, "ports.schema.json");
    assertEquals(List.of(), schema.faults(run.out()));
  }

  private static Run inNamespace(String setUp, List<String> command) throws Exception {
    return Run.of(new byte[0], namespace(setUp, command));
  }

  private static List<String> namespace(String setUp, List<String> command) throws Exception {
    Tools.need("unshare");
    List<String> all = new ArrayList<>(NAMESPACE);
    all.add(setUp);
    Assumptions.assumeTrue(
        Run.of(new byte[0], all).exit() == 0, "needs root, or user namespaces of util-linux");
    all.set(all.size() - 1, setUp + " && exec \"$@\"");
    all.add("sh");
    all.addAll(command);
    return all;
  }

  private static List<String> jar(List<String> options, String... arguments) {
    return jar(Path.of(Run.jarPath()), options, arguments);
  }

  private static List<String> jar(Path jar, List<String> options, String... arguments) {
    List<String> command = Run.jarCommand(jar, arguments);
    command.addAll(1, options);
    return command;
  }

  private static void assertEmpty(Path folder) throws Exception {
    try (var files = Files.list(folder)) {
      assertEquals(List.of(), files.toList());
    }
  }
}

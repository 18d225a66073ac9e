// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * OpenSSH through {@code connect} to {@code serve}, over a line with a boot log on it. All tests of
 * a class share one served line, which is never started again: each login follows another.
 */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SshOverLine {

  Path folder;

  OpenSsh client;
  private Daemon server;
  String line;

  /** The LINE that is to be served. */
  abstract String servedLine() throws Exception;

  /**
   * Puts noise on the line.
   *
   * @param served the line as the server names it once it is open
   * @return the LINE to connect to
   */
  abstract String lineToConnect(String served) throws Exception;

  @BeforeAll
  void serve(@TempDir Path folder) throws Exception {
    this.folder = folder;
    client = new OpenSsh(folder);
    String toServe = servedLine();
    server = client.serve(toServe);
    String said = server.await("serving ");
    line = lineToConnect(said.substring(said.indexOf("serving ") + "serving ".length()));
  }

  @AfterAll
  void stop() throws Exception {
    if (server != null) {
      server.close();
    }
  }

  @Test
  void aCommandPrintsAndThreeLoginsFollowEachOther() throws Exception {
    for (int login = 1; login <= 3; login++) {
      Run ssh = client.ssh(line, new byte[0], "uname -a; echo login " + login);
      assertEquals(0, ssh.exit(), ssh.err());
      assertTrue(ssh.out().contains("login " + login), ssh.out());
    }
  }

  @Test
  void theRemoteExitCodeIsTheLocalOne() throws Exception {
    Run ssh = client.ssh(line, new byte[0], "exit 7");
    assertEquals(7, ssh.exit(), ssh.err());
  }

  @Test
  void errorOutputStaysApart() throws Exception {
    Run ssh = client.ssh(line, new byte[0], "echo out; echo err >&2");
    assertEquals("out\n", ssh.out());
    assertEquals("err\n", ssh.err());
  }

  @Test
  void tenMegabytesComeBackIdentical() throws Exception {
    byte[] sent = new byte[10_000_000];
    new Random(1).nextBytes(sent);
    Run ssh = client.ssh(line, sent, "cat");
    assertEquals(0, ssh.exit(), ssh.err());
    assertArrayEquals(sent, ssh.bytes());
  }

  @Test
  void sftpCarriesAFileThereAndBack() throws Exception {
    byte[] sent = new byte[1_000_000];
    new Random(2).nextBytes(sent);
    Path file = Files.write(folder.resolve("sent"), sent);
    Path there = folder.resolve("there");
    Path back = folder.resolve("back");
    Run sftp =
        client.sftp(line, "put " + file + " " + there + "\nget " + there + " " + back + "\n");
    assertEquals(0, sftp.exit(), sftp.err());
    assertArrayEquals(sent, Files.readAllBytes(back));
  }

  @Test
  void anInteractiveShellHasAPty() throws Exception {
    String typed = "stty size\ntest -t 0 && echo on a $((40+2)) pty\nexit 5\n";
    Run ssh = client.ssh(line, typed.getBytes(UTF_8), "", "-tt");
    assertEquals(5, ssh.exit(), ssh.err());
    assertTrue(ssh.out().contains("on a 42 pty"), ssh.out());
  }
}

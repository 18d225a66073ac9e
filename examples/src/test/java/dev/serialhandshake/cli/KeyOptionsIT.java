// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.testing.Tools;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the options of a key restrict, its owner does not get. OpenSSH's client asks for it. */
@Timeout(120)
class KeyOptionsIT {

  @TempDir Path folder;

  private OpenSsh client;
  private Daemon server;
  private String line;
  private String key;

  @BeforeEach
  void serve() throws Exception {
    client = new OpenSsh(folder);
    key = Files.readString(client.authorizedKeys());
    server = client.serve();
    line = server.served();
  }

  @AfterEach
  void stop() {
    if (server != null) { // null where the test was skipped
      server.close();
    }
  }

  @Test
  void aForcedCommandRunsInPlaceOfWhatIsAskedFor() throws Exception {
    options("command=\"echo forced: $SSH_ORIGINAL_COMMAND\"");
    Run command = client.ssh(line, new byte[0], "echo chosen");
    assertEquals("forced: echo chosen\n", command.out(), command.err());
    assertEquals("forced:", client.ssh(line, new byte[0], "").out().strip());
    assertEquals("forced: internal-sftp\n", client.ssh(line, new byte[0], "sftp", "-s").out());
  }

  @Test
  void aKeyForFilesOnlyGetsFilesOnly() throws Exception {
    options("restrict,command=\"internal-sftp\"");
    Run sftp = client.sftp(line, "ls " + folder + "\n");
    assertEquals(0, sftp.exit(), sftp.err());
    assertTrue(sftp.out().contains("id.pub"), sftp.out());
    assertFalse(client.ssh(line, new byte[0], "echo chosen").out().contains("chosen"));
  }

  @Test
  void withoutATerminalThereIsNone() throws Exception {
    Run allowed = client.ssh(line, new byte[0], "tty", "-tt");
    assertTrue(allowed.out().startsWith("/dev/"), allowed.out() + allowed.err());
    options("no-pty");
    Run refused = client.ssh(line, new byte[0], "tty", "-tt");
    if (Tools.has("ssh")) { // MINA's client goes on without a word
      assertTrue(refused.err().contains("PTY allocation request failed"), refused.err());
    }
    assertFalse(refused.out().contains("/dev/"), refused.out());
  }

  @Test
  void nothingIsForwardedWhereThatIsNotAllowed() throws Exception {
    options("restrict");
    String[] remote = {"-o", "ExitOnForwardFailure=yes", "-R", "0:127.0.0.1:1"};
    Run listening = client.ssh(line, new byte[0], "true", remote);
    assertTrue(listening.err().contains("remote port forwarding failed"), listening.err());
    Run connecting = client.ssh(line, new byte[0], "", "-W", "127.0.0.1:1");
    assertTrue(connecting.err().contains("stdio forwarding failed"), connecting.err());
    Run agent = client.sshWithAgent(line, "echo \"[$SSH_AUTH_SOCK]\"");
    assertEquals("[]\n", agent.out(), agent.err());
  }

  private void options(String options) throws Exception {
    Files.writeString(client.authorizedKeys(), options + " " + key);
  }
}

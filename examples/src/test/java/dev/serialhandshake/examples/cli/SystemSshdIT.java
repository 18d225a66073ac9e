// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.examples.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The system's own sshd behind the handshake, as a child. */
@Timeout(120)
class SystemSshdIT {

  /** Debian makes it when its service starts; sshd does not run without it. */
  private static final Path PRIVILEGE_SEPARATION = Path.of("/run/sshd");

  @TempDir Path folder;
  private boolean madePrivilegeSeparation;

  @BeforeEach
  void needSshd() throws Exception {
    Tools.need("ssh", "sshd", "ssh-keygen");
    Assumptions.assumeTrue(Tools.isRoot(), "sshd -i lets users in only as root");
    madePrivilegeSeparation = Files.notExists(PRIVILEGE_SEPARATION);
    Files.createDirectories(PRIVILEGE_SEPARATION);
  }

  @AfterEach
  void tidy() throws Exception {
    if (madePrivilegeSeparation) {
      Files.delete(PRIVILEGE_SEPARATION);
    }
  }

  @Test
  void execRunsSshdOnTheLineAgainAndAgain() throws Exception {
    OpenSsh client = new OpenSsh(folder);
    try (Daemon server =
        Daemon.jar("serve", "--exec", sshd(client.authorizedKeys()), "tcp-listen:127.0.0.1:0")) {
      String line = ProbeIT.served(server);
      for (int login = 1; login <= 2; login++) {
        Run ssh = client.ssh(line, new byte[0], "echo login " + login, "-l", "root");
        assertEquals("login " + login + "\n", ssh.out(), ssh.err());
        assertEquals(0, ssh.exit());
      }
    }
  }

  private String sshd(Path authorizedKeys) throws Exception {
    String hostKey = folder.resolve("sshd_host_key").toString();
    Run made =
        Run.of(new byte[0], List.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", hostKey));
    assertEquals(0, made.exit(), made.err());
    Path config = folder.resolve("sshd_config");
    Files.writeString(
        config,
        String.join(
            "\n",
            "HostKey " + hostKey,
            "AuthorizedKeysFile " + authorizedKeys,
            "PermitRootLogin yes",
            "StrictModes no",
            "UsePAM no",
            ""));
    return "/usr/sbin/sshd -i -f " + config;
  }
}

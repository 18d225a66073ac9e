// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The system's own sshd behind the handshake, as a child. */
@Timeout(120)
class SystemSshdIT {

  @TempDir Path folder;

  @Test
  void execRunsSshdOnTheLineAgainAndAgain() throws Exception {
    OpenSsh client = new OpenSsh(folder);
    try (SystemSshd sshd = new SystemSshd(folder, client.authorizedKeys());
        Daemon server = Daemon.jar("serve", "--exec", sshd.command(), "tcp-listen:127.0.0.1:0")) {
      String line = server.served();
      for (int login = 1; login <= 2; login++) {
        Run ssh = client.ssh(line, new byte[0], "echo login " + login, "-l", "root");
        assertEquals("login " + login + "\n", ssh.out(), ssh.err());
        assertEquals(0, ssh.exit());
      }
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whoever has no key stays outside, whatever the handshake says. */
@Timeout(120)
class SecurityIT {

  private static final int SSH_FAILED = 255;

  @TempDir Path folder;

  private OpenSsh owner;
  private Daemon server;
  private String line;

  @BeforeEach
  void serve() throws Exception {
    owner = new OpenSsh(folder);
    server = owner.serve();
    line = server.served();
  }

  @AfterEach
  void stop() {
    if (server != null) { // null where the test was skipped
      server.close();
    }
  }

  @Test
  void thereIsNoPasswordLogin() throws Exception {
    assertOutside(
        owner.ssh(
            line,
            new byte[0],
            "id",
            "-o",
            "PubkeyAuthentication=no",
            "-o",
            "PreferredAuthentications=password,keyboard-interactive,hostbased,none"));
  }

  @Test
  void anotherKeyLetsNobodyIn() throws Exception {
    OpenSsh stranger = new OpenSsh(Files.createDirectory(folder.resolve("stranger")));
    assertOutside(stranger.ssh(line, new byte[0], "id"));
  }

  @Test
  void whileOthersCanWriteTheKeysNobodyComesIn() throws Exception {
    assertEquals(0, owner.ssh(line, new byte[0], "true").exit());
    Files.setPosixFilePermissions(
        owner.authorizedKeys(), PosixFilePermissions.fromString("rw-r--rw-"));
    assertOutside(owner.ssh(line, new byte[0], "id"));
    server.await("others can write it");
  }

  @Test
  void aKeyThatIsTakenAwayLetsNobodyIn() throws Exception {
    assertEquals(0, owner.ssh(line, new byte[0], "true").exit());
    Files.writeString(owner.authorizedKeys(), "");
    assertOutside(owner.ssh(line, new byte[0], "id"));
  }

  @Test
  void aKeyThatIsTakenAwayLetsNobodyInThoughTimeAndSizeOfTheFileAreTheSame() throws Exception {
    Path keys = owner.authorizedKeys();
    FileTime time = FileTime.fromMillis(1_000_000_000_000L);
    Files.setLastModifiedTime(keys, time);
    assertEquals(0, owner.ssh(line, new byte[0], "true").exit());
    Files.writeString(keys, "#" + Files.readString(keys).substring(1));
    Files.setLastModifiedTime(keys, time);
    assertOutside(owner.ssh(line, new byte[0], "id"));
  }

  @Test
  void aBadLineThatIsAddedLaterIsNamedAndTheGoodKeyGetsIn() throws Exception {
    Path keys = owner.authorizedKeys();
    Files.writeString(keys, "\u001b[2J word\n" + Files.readString(keys));
    assertEquals(0, owner.ssh(line, new byte[0], "true").exit());
    server.await("line 1 lets nobody in: there is no public key in it");
    Files.writeString(keys, "command=\"\n" + Files.readString(keys));
    assertEquals(0, owner.ssh(line, new byte[0], "true").exit());
    server.await("line 1 lets nobody in: a quote in its options does not end");
  }

  @Test
  void whileOthersCouldReplaceTheKeysNobodyComesIn() throws Exception {
    Path open = Files.createDirectory(folder.resolve("open"));
    Path keys = Files.copy(owner.authorizedKeys(), open.resolve("keys"));
    try (Daemon second =
        Daemon.jar(
            "serve",
            "--authorized-keys=" + keys,
            "--host-key=" + owner.hostKey(),
            "tcp-listen:127.0.0.1:0")) {
      String other = second.served();
      assertEquals(0, owner.ssh(other, new byte[0], "true").exit());
      Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
      assertOutside(owner.ssh(other, new byte[0], "id"));
      second.await("chmod go-w");
    }
  }

  private static void assertOutside(Run ssh) {
    assertEquals(SSH_FAILED, ssh.exit(), ssh.err());
    assertEquals("", ssh.out());
    assertTrue(ssh.err().contains("Permission denied (publickey)"), ssh.err());
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.examples.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.examples.cli.console.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code serve} does not start where nobody could log in, or anybody could read its key. */
@Timeout(120)
class LoginSetupIT {

  private static final String KEY =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPdUjVlTMTpHvEJWZR6XCQuF3bpmZVEbZDbrJxrWkXzL";

  @TempDir Path folder;

  @Test
  void aMissingKeyFileIsTold() throws Exception {
    assertRefused("no such file", folder.resolve("none"));
  }

  @Test
  void aDirectoryIsNoKeyFile() throws Exception {
    assertRefused("a directory", folder);
  }

  @Test
  void anEmptyKeyFileLetsNobodyIn() throws Exception {
    assertRefused("no public key", write("empty", ""));
  }

  @Test
  void aKeyWithOptionsLetsNobodyInSinceTheyWouldNotBeObeyed() throws Exception {
    assertRefused("without options", write("options", "command=\"true\" " + KEY + "\n"));
  }

  @Test
  void aPrivateKeyIsNoListOfPublicOnes() throws Exception {
    assertRefused(
        "no list of public keys", write("private", "-----BEGIN OPENSSH PRIVATE KEY-----\n"));
  }

  @Test
  void aKeyFileThatOthersCanWriteIsRefused() throws Exception {
    Path keys = write("keys", KEY);
    for (String permissions : new String[] {"rw-rw-r--", "rw-r--rw-"}) {
      Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString(permissions));
      assertRefused("chmod 600", keys);
    }
  }

  @Test
  void aHostKeyThatOthersCanReadIsRefused() throws Exception {
    Path hostKey = write("host", "x");
    Files.setPosixFilePermissions(hostKey, PosixFilePermissions.fromString("rw-r--r--"));
    WrongUseIT.assertFails(ExitCode.LOGIN_SETUP, "chmod 600", serve(write("keys", KEY), hostKey));
  }

  @Test
  void aNewHostKeyIsItsOwnersOnlyAndIsKept() throws Exception {
    Path hostKey = folder.resolve("host");
    Path keys = write("keys", KEY);
    startAndStop(keys, hostKey);
    assertEquals(
        PosixFilePermissions.fromString("rw-------"), Files.getPosixFilePermissions(hostKey));
    String first = Files.readString(hostKey);
    startAndStop(keys, hostKey);
    assertEquals(first, Files.readString(hostKey));
  }

  @Test
  void sigtermEndsItAndRemovesItsSocket() throws Exception {
    Path socket = folder.resolve("socket");
    try (Daemon server = Daemon.jar("serve", "--echo", "unix-listen:" + socket)) {
      server.await("serving");
      assertTrue(Files.exists(socket));
      assertEquals(143, server.terminate());
      assertTrue(Files.notExists(socket));
    }
  }

  private void startAndStop(Path keys, Path hostKey) throws Exception {
    try (Daemon server =
        Daemon.jar(
            "serve",
            "--authorized-keys",
            keys.toString(),
            "--host-key",
            hostKey.toString(),
            "tcp-listen:127.0.0.1:0")) {
      server.await("serving");
      server.terminate();
    }
  }

  private void assertRefused(String text, Path keys) throws Exception {
    WrongUseIT.assertFails(ExitCode.LOGIN_SETUP, text, serve(keys, folder.resolve("new-host-key")));
  }

  private static Run serve(Path keys, Path hostKey) throws Exception {
    return Run.jar(
        "serve",
        "--authorized-keys",
        keys.toString(),
        "--host-key",
        hostKey.toString(),
        "tcp-listen:127.0.0.1:0");
  }

  private Path write(String name, String text) throws Exception {
    return Files.writeString(folder.resolve(name), text);
  }
}

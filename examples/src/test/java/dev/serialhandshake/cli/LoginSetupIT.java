// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.cli.console.ExitCode;
import dev.serialhandshake.testing.Tools;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code serve} does not start where its keys cannot be read, or cannot be believed. */
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
  void aFileWithoutAGoodKeyIsServedSinceItIsReadAtEachLogin() throws Exception {
    try (Daemon server = serving(write("keys", "hello\n"), folder.resolve("host"))) {
      server.await("line 1 lets nobody in: there is no public key in it");
      server.await("serving");
      server.await("no key in it lets anybody in");
    }
  }

  @Test
  void itSaysHowManyKeysMayLogIn() throws Exception {
    Path keys = write("keys", "# mine\nrestrict,command=\"true\" " + KEY + "\n" + KEY + "\n");
    try (Daemon server = serving(keys, folder.resolve("host"))) {
      server.await("serving");
      server.await("2 keys may log in");
    }
  }

  @Test
  void aNamedPipeInPlaceOfTheKeysIsRefusedAndNotWaitedFor() throws Exception {
    Tools.need("mkfifo");
    Path pipe = folder.resolve("pipe");
    assertEquals(0, Run.of(new byte[0], List.of("mkfifo", pipe.toString())).exit());
    assertRefused("a named pipe; name a regular file", pipe);
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

  private static void startAndStop(Path keys, Path hostKey) throws Exception {
    try (Daemon server = serving(keys, hostKey)) {
      server.await("serving");
      server.terminate();
    }
  }

  private static Daemon serving(Path keys, Path hostKey) throws Exception {
    return Daemon.jar(arguments(keys, hostKey));
  }

  private static String[] arguments(Path keys, Path hostKey) {
    return new String[] {
      "serve",
      "--authorized-keys",
      keys.toString(),
      "--host-key",
      hostKey.toString(),
      "tcp-listen:127.0.0.1:0"
    };
  }

  private void assertRefused(String text, Path keys) throws Exception {
    WrongUseIT.assertFails(ExitCode.LOGIN_SETUP, text, serve(keys, folder.resolve("new-host-key")));
  }

  private static Run serve(Path keys, Path hostKey) throws Exception {
    return Run.jar(arguments(keys, hostKey));
  }

  private Path write(String name, String text) throws Exception {
    return Files.writeString(folder.resolve(name), text);
  }
}

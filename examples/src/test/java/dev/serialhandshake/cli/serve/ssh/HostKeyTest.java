// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.cli.console.CommandFailure;
import dev.serialhandshake.cli.console.ExitCode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyEncryptionContext;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host key that is no secret, or too weak, or cannot be used, is refused with a sentence. */
class HostKeyTest {

  @TempDir Path folder;

  @Test
  void aKeyIsMadeAndFoundAgain() throws Exception {
    Path file = folder.resolve("new/key");
    assertEquals(
        KeyUtils.getFingerPrint(HostKey.loadOrMake(file).getPublic()),
        KeyUtils.getFingerPrint(HostKey.loadOrMake(file).getPublic()));
    assertEquals(
        "rwx------",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())));
  }

  @Test
  void aPassphraseCannotBeAskedFor() throws Exception {
    OpenSSHKeyEncryptionContext secret = new OpenSSHKeyEncryptionContext();
    secret.setPassword("secret");
    secret.setCipherType("256");
    assertRefused("has a passphrase, which serve cannot ask for", key("ssh-ed25519", 256, secret));
  }

  @Test
  void anRsaKeyOf1024BitsIsTooWeak() throws Exception {
    assertRefused("an RSA key of 1024 bits", key("ssh-rsa", 1024, null));
  }

  @Test
  void anRsaKeyOf2048BitsIsNot() throws Exception {
    HostKey.loadOrMake(key("ssh-rsa", 2048, null));
  }

  @Test
  void aKeyThatOthersCanReadIsNoSecret() throws Exception {
    Path key = key("ssh-ed25519", 256, null);
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));
    assertRefused("others can read or write it; chmod 600 it", key);
  }

  @Test
  void whatIsNoKeyIsSaidToBeNone() throws Exception {
    Path file = folder.resolve("file");
    write(file, out -> out.write('x'));
    assertRefused("no private key in it", file);
    assertRefused("a directory; name a regular file", folder);
  }

  private interface Content {
    void writeTo(OutputStream out) throws IOException, GeneralSecurityException;
  }

  private Path key(String type, int bits, OpenSSHKeyEncryptionContext secret) throws Exception {
    Path file = folder.resolve(type);
    write(
        file,
        out ->
            OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(
                KeyUtils.generateKeyPair(type, bits), "", secret, out));
    return file;
  }

  private static void write(Path file, Content content) throws Exception {
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try (OutputStream out = Files.newOutputStream(file)) {
      content.writeTo(out);
    }
  }

  private static void assertRefused(String text, Path file) {
    CommandFailure refused = assertThrows(CommandFailure.class, () -> HostKey.loadOrMake(file));
    assertEquals(ExitCode.LOGIN_SETUP, refused.code());
    assertTrue(refused.getMessage().contains(text), refused.getMessage());
  }
}

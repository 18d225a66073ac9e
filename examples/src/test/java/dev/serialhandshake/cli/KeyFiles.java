// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.keyprovider.KeyPairProvider;

/** A user's key pair as OpenSSH keeps it, and where a server is to keep its own. */
final class KeyFiles {

  private final Path folder;

  /** Makes a key pair; {@link #authorizedKeys} lets its owner in. */
  KeyFiles(Path folder) throws IOException, GeneralSecurityException {
    this.folder = folder;
    KeyPair key = KeyUtils.generateKeyPair(KeyPairProvider.SSH_ED25519, 256);
    Files.createFile(
        identity(),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try (OutputStream secret = Files.newOutputStream(identity());
        OutputStream known = Files.newOutputStream(authorizedKeys())) {
      OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(key, "tester", null, secret);
      OpenSSHKeyPairResourceWriter.INSTANCE.writePublicKey(key, "tester", known);
    }
  }

  Path identity() {
    return folder.resolve("id");
  }

  Path authorizedKeys() {
    return folder.resolve("id.pub");
  }

  Path hostKey() {
    return folder.resolve("host_key");
  }

  /**
   * The words of a {@code serve} that lets in the owner of the key, with more options and LINEs.
   */
  String[] serve(String... optionsAndLines) {
    List<String> words =
        new ArrayList<>(
            List.of("serve", "--authorized-keys=" + authorizedKeys(), "--host-key=" + hostKey()));
    words.addAll(List.of(optionsAndLines));
    return words.toArray(new String[0]);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.ssh;

import dev.serialhandshake.cli.console.CommandFailure;
import dev.serialhandshake.cli.console.Console;
import dev.serialhandshake.cli.console.ExitCode;
import dev.serialhandshake.cli.trust.TrustedFiles;
import dev.serialhandshake.cli.trust.Untrusted;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.interfaces.RSAKey;
import java.util.Locale;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.util.security.SecurityUtils;

/** The private key by which clients recognise this host, in a file that only its owner can read. */
public final class HostKey {

  private static final int MAX_FILE_BYTES = 64 * 1024;

  private static final int LEAST_RSA_BITS = 2048;

  private HostKey() {}

  /** Checks that the key can be used, if there is one. Makes none. */
  static void check(Path file) throws CommandFailure {
    if (isThere(file)) {
      var unused = loadOrMake(file);
    }
  }

  private static boolean isThere(Path file) {
    return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
  }

  static KeyPair loadOrMake(Path file) throws CommandFailure {
    try {
      if (!isThere(file)) {
        make(file);
        Console.say("made a new host key: " + file);
      }
      return load(file, TrustedFiles.readPrivate(file, MAX_FILE_BYTES));
    } catch (Untrusted e) {
      throw failure(file, e.reason(), e);
    } catch (KeyRefused e) {
      throw failure(file, String.valueOf(e.getMessage()), e);
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      throw failure(file, reason(file, e), e);
    }
  }

  private static void make(Path file) throws IOException, GeneralSecurityException {
    KeyPair key = KeyUtils.generateKeyPair(KeyPairProvider.SSH_ED25519, 256);
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(key, "serial-handshake", null, text);
    TrustedFiles.writePrivate(file, text.toByteArray());
  }

  private static KeyPair load(Path file, byte[] text) throws IOException, GeneralSecurityException {
    Iterable<KeyPair> keys =
        SecurityUtils.loadKeyPairIdentities(
            null,
            NamedResource.ofName(file.toString()),
            new ByteArrayInputStream(text),
            (session, resource, retry) -> {
              throw new KeyRefused(
                  "has a passphrase, which serve cannot ask for; name a key without one");
            });
    if (keys == null || !keys.iterator().hasNext()) {
      throw new KeyRefused("no private key in it; name another file, or remove this one");
    }
    KeyPair key = keys.iterator().next();
    if (key.getPublic() instanceof RSAKey rsa && rsa.getModulus().bitLength() < LEAST_RSA_BITS) {
      throw new KeyRefused(
          String.format(
              Locale.ROOT,
              "an RSA key of %d bits; clients refuse fewer than %d, so name another file, or remove"
                  + " this one",
              rsa.getModulus().bitLength(),
              LEAST_RSA_BITS));
    }
    return key;
  }

  private static String reason(Path file, Exception e) {
    if (!Files.exists(file)) {
      return "cannot be made there; name a file in a folder of your own (" + e + ")";
    }
    return Files.isReadable(file)
        ? "not a private key: " + e.getMessage()
        : "no permission to read it; serve as its owner";
  }

  private static CommandFailure failure(Path file, String message, Exception cause) {
    return new CommandFailure(ExitCode.LOGIN_SETUP, "--host-key " + file + ": " + message, cause);
  }

  /** The file can be read, but no usable key is in it. */
  private static final class KeyRefused extends IOException {

    private static final long serialVersionUID = 1L;

    KeyRefused(String message) {
      super(message);
    }
  }
}

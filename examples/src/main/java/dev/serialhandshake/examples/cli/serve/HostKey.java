// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.examples.cli.serve;

import dev.serialhandshake.examples.cli.console.CommandFailure;
import dev.serialhandshake.examples.cli.console.Console;
import dev.serialhandshake.examples.cli.console.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.Set;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.keyprovider.FileKeyPairProvider;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.jspecify.annotations.Nullable;

/** The key by which clients know this host again. In a file that only its owner can read. */
public final class HostKey {

  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private static final FileAttribute<?>[] NONE = {};

  private static final String NOT_READABLE = "no permission to read it; serve as its owner";

  private HostKey() {}

  public static KeyPair loadOrMake(Path file) throws CommandFailure {
    try {
      if (!Files.exists(file)) {
        make(file);
        Console.say("made a new host key: " + file);
      }
      if (Files.isDirectory(file)) {
        throw failure(file, "a directory; name a file in it", null);
      }
      checkPermissions(file);
      return load(file);
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      throw failure(file, reason(file, e), e);
    }
  }

  private static void make(Path file) throws IOException, GeneralSecurityException {
    KeyPair key = KeyUtils.generateKeyPair(KeyPairProvider.SSH_ED25519, 256);
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(key, "serial-handshake", null, text);
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    // Created with its permissions: at no moment can anybody else read it.
    FileAttribute<?>[] attributes = isPosix(file) ? new FileAttribute<?>[] {OWNER_ONLY} : NONE;
    Files.createFile(file, attributes);
    Files.write(file, text.toByteArray(), StandardOpenOption.WRITE);
  }

  private static KeyPair load(Path file) throws CommandFailure {
    if (!Files.isReadable(file)) { // MINA passes over such a file
      throw failure(file, NOT_READABLE, null);
    }
    for (KeyPair key : new FileKeyPairProvider(file).loadKeys(null)) {
      return key;
    }
    throw failure(file, "no private key in it; name another file, or remove it", null);
  }

  private static void checkPermissions(Path file) throws IOException, CommandFailure {
    if (!isPosix(file)) {
      return;
    }
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
    permissions.removeAll(PosixFilePermissions.fromString("rwx------"));
    if (!permissions.isEmpty()) {
      throw failure(file, "others can read or write it; chmod 600 it", null);
    }
  }

  private static boolean isPosix(Path file) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  private static String reason(Path file, Exception e) {
    if (Files.exists(file)) {
      return Files.isReadable(file) ? "not a private key: " + e.getMessage() : NOT_READABLE;
    }
    return "cannot be made there; name a file in a folder of your own (" + e + ")";
  }

  private static CommandFailure failure(Path file, String message, @Nullable Exception cause) {
    return new CommandFailure(ExitCode.LOGIN_SETUP, "--host-key " + file + ": " + message, cause);
  }
}

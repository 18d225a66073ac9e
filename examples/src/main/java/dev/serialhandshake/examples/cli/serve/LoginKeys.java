// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.examples.cli.serve;

import dev.serialhandshake.examples.cli.console.CommandFailure;
import dev.serialhandshake.examples.cli.console.Console;
import dev.serialhandshake.examples.cli.console.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.apache.sshd.common.config.keys.AuthorizedKeyEntry;
import org.apache.sshd.server.auth.pubkey.PublickeyAuthenticator;
import org.apache.sshd.server.config.keys.AuthorizedKeysAuthenticator;
import org.apache.sshd.server.session.ServerSession;
import org.jspecify.annotations.Nullable;

/**
 * Who may log in: the keys of a file, read again whenever it changes. A key with options (such as
 * {@code command=} or {@code from=}) lets nobody in, since the options would not be obeyed.
 */
final class LoginKeys extends AuthorizedKeysAuthenticator {

  private static final Set<PosixFilePermission> WRITABLE_BY_OTHERS =
      Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

  LoginKeys(Path file) {
    super(file);
  }

  /** Nobody comes in while others could have written the file. */
  @Override
  public boolean authenticate(String user, PublicKey key, ServerSession session) {
    try {
      checkPermissions(getPath());
      return super.authenticate(user, key, session);
    } catch (IOException | CommandFailure e) {
      Console.tell(e);
      return false;
    }
  }

  /** One at a time: MINA's turns away whoever comes while another thread reads the file. */
  @Override
  protected synchronized PublickeyAuthenticator resolvePublickeyAuthenticator(
      String user, ServerSession session) throws IOException, GeneralSecurityException {
    return super.resolvePublickeyAuthenticator(user, session);
  }

  @Override
  protected Collection<AuthorizedKeyEntry> reloadAuthorizedKeys(
      Path path, String user, ServerSession session) throws IOException, GeneralSecurityException {
    return withoutOptions(super.reloadAuthorizedKeys(path, user, session));
  }

  /** Refuses to serve where nobody could ever log in. */
  static void check(Path file) throws CommandFailure {
    if (!Files.exists(file)) {
      throw failure(
          file, "no such file; put the public keys that may log in there, or name a file", null);
    }
    try {
      checkPermissions(file);
      List<AuthorizedKeyEntry> entries = AuthorizedKeyEntry.readAuthorizedKeys(file);
      if (withoutOptions(entries).isEmpty()) {
        throw failure(file, "no public key (without options) in it; add one", null);
      }
    } catch (IOException | IllegalArgumentException e) {
      throw failure(file, "cannot be read: " + reason(file, e), e);
    }
  }

  private static void checkPermissions(Path file) throws IOException, CommandFailure {
    if (file.getFileSystem().supportedFileAttributeViews().contains("posix")
        && !Collections.disjoint(Files.getPosixFilePermissions(file), WRITABLE_BY_OTHERS)) {
      throw failure(file, "others can write it, and let themselves in; chmod 600 it", null);
    }
  }

  private static String reason(Path file, Exception e) {
    if (Files.isDirectory(file)) {
      return "a directory; name the file in it";
    }
    return Files.isReadable(file)
        ? "no list of public keys: " + e.getMessage()
        : "no permission; make it readable for this user";
  }

  private static List<AuthorizedKeyEntry> withoutOptions(Collection<AuthorizedKeyEntry> entries) {
    return entries.stream().filter(entry -> entry.getLoginOptions().isEmpty()).toList();
  }

  private static CommandFailure failure(Path file, String message, @Nullable Exception cause) {
    return new CommandFailure(
        ExitCode.LOGIN_SETUP, "--authorized-keys " + file + ": " + message, cause);
  }
}

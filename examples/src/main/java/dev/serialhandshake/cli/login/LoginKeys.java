// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.login;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.serialhandshake.cli.console.CommandFailure;
import dev.serialhandshake.cli.console.Console;
import dev.serialhandshake.cli.console.ExitCode;
import dev.serialhandshake.cli.console.Threads;
import dev.serialhandshake.cli.trust.TrustedFiles;
import dev.serialhandshake.cli.trust.Untrusted;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.server.auth.pubkey.PublickeyAuthenticator;
import org.apache.sshd.server.session.ServerSession;
import org.jspecify.annotations.Nullable;

/**
 * Decides which keys may log in: those of an {@code authorized_keys} file. The file is read at each
 * login, so a key that was removed lets nobody in from then on. The file's time and size do not
 * matter.
 *
 * <p>A session remembers the last key of its client that was in the file. Once the session is
 * authenticated, that is the key whose signature was verified: MINA calls {@link #authenticate}
 * right before it verifies the signature, and not again after that.
 */
public final class LoginKeys implements PublickeyAuthenticator {

  private static final AttributeKey<LoginKey> KEY = new AttributeKey<>();

  private static final int MAX_FILE_BYTES = 4 * 1024 * 1024;

  private static final long READ_SECONDS = 2;

  private static final int MOST_TOLD = 20;

  private static final byte[] PRIVATE_KEY = "-----BEGIN ".getBytes(US_ASCII);

  private final Path file;
  private byte[] content = {};
  private Set<AuthorizedKeys.Problem> told = Set.of();
  private AuthorizedKeys keys = AuthorizedKeys.parse(content);
  private @Nullable Future<byte[]> reading;

  private LoginKeys(Path file) {
    this.file = file;
  }

  /**
   * Reads the file, and prints which of its lines let nobody in.
   *
   * @throws CommandFailure if the file is not there, cannot be read, or another user could have
   *     written it: then nobody could log in
   */
  public static LoginKeys of(Path file) throws CommandFailure {
    LoginKeys login = new LoginKeys(file);
    try {
      login.refresh();
    } catch (IOException e) {
      throw login.failure(e);
    }
    return login;
  }

  /** Prints how many keys may log in. */
  public synchronized void tellCount() {
    int count = keys.keys().size();
    say(
        switch (count) {
          case 0 -> "no key in it lets anybody in; add one, it is read at each login";
          case 1 -> "1 key may log in";
          default -> count + " keys may log in";
        });
  }

  /** The key that a session has logged in with. Before the login it may not be verified yet. */
  public static @Nullable LoginKey of(Session session) {
    return session.getAttribute(KEY);
  }

  /** What a session may do. Before a good key was presented, that is nothing. */
  public static Restrictions restrictions(Session session) {
    LoginKey key = of(session);
    return key == null ? Restrictions.ALL : key.restrictions();
  }

  @Override
  public boolean authenticate(String user, PublicKey key, ServerSession session) {
    LoginKey found = find(key);
    if (found == null) {
      LoginLog.refused(session, user, key);
      return false;
    }
    session.setAttribute(KEY, found);
    return true;
  }

  private synchronized @Nullable LoginKey find(PublicKey key) {
    try {
      refresh();
      return keys.find(key, Instant.now());
    } catch (IOException e) {
      Console.tell(failure(e));
      return null;
    }
  }

  private synchronized void refresh() throws IOException {
    byte[] now = read();
    if (Arrays.equals(now, content)) {
      return;
    }
    if (now.length > PRIVATE_KEY.length
        && Arrays.equals(now, 0, PRIVATE_KEY.length, PRIVATE_KEY, 0, PRIVATE_KEY.length)) {
      throw new IOException("a private key, no list of public keys; name another file");
    }
    keys = AuthorizedKeys.parse(now);
    content = now;
    tell(keys.problems());
  }

  /** Prints each problem once, as long as its line stays as it is. */
  private void tell(List<AuthorizedKeys.Problem> problems) {
    List<AuthorizedKeys.Problem> fresh =
        problems.stream().filter(problem -> !told.contains(problem)).toList();
    fresh.stream().limit(MOST_TOLD).forEach(this::say);
    if (fresh.size() > MOST_TOLD) {
      say(fresh.size() - MOST_TOLD + " more lines let nobody in");
    }
    told = Set.copyOf(problems);
  }

  /**
   * Reads the file. Event loops call this. If the file system hangs, this blocks an event loop for
   * two seconds, once. As long as that read has not ended, every login is refused without a wait.
   */
  private byte[] read() throws IOException {
    if (reading != null && !reading.isDone()) {
      throw new IOException("cannot be read: its file system does not answer");
    }
    Future<byte[]> read = Threads.BLOCKING.submit(() -> TrustedFiles.read(file, MAX_FILE_BYTES));
    reading = read;
    try {
      return read.get(READ_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new IOException("cannot be read within " + READ_SECONDS + " s", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private void say(Object what) {
    Console.say("--authorized-keys " + file + ": " + what);
  }

  private CommandFailure failure(IOException e) {
    return new CommandFailure(
        ExitCode.LOGIN_SETUP, "--authorized-keys " + file + ": " + reason(e), e);
  }

  private String reason(IOException e) {
    if (e instanceof Untrusted untrusted) {
      return untrusted.reason();
    }
    if (e instanceof NoSuchFileException) {
      return "no such file; put the public keys that may log in there, or name a file";
    }
    if (e instanceof AccessDeniedException || !Files.isReadable(file)) {
      return "no permission; make it readable for this user";
    }
    return String.valueOf(e.getMessage());
  }
}

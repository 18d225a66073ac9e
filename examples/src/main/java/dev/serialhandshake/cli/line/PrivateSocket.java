// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.line;

import dev.serialhandshake.cli.console.Console;
import dev.serialhandshake.cli.trust.TrustedFiles;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The file of a Unix socket that we listen on, which only its owner may connect to. It is made in a
 * folder that nobody else can enter, and moved to its place with its permissions: whatever the
 * umask, at no moment can anybody else connect. It goes when we go.
 */
public final class PrivateSocket {

  /** Short, since the path of a socket has little more than 100 bytes. */
  private static final String HIDDEN_NAME = "s";

  private final Path path;
  private final Path folder;
  private final Path hidden;
  private final Thread atExit = new Thread(this::removeAll, "unlink");
  private @Nullable Object identity;
  private boolean published;

  private PrivateSocket(Path path, Path folder) {
    this.path = path;
    this.folder = folder;
    hidden = hidden(folder);
  }

  private static Path hidden(Path folder) {
    return folder.resolve(HIDDEN_NAME);
  }

  /** Of one length. Nobody can do anything with a name that he guesses. */
  private static Path folderName(Path parent, int number) {
    return parent.resolve(String.format(Locale.ROOT, ".%06x", number));
  }

  private static Path makeFolder(Path parent) throws IOException {
    while (true) {
      Path folder = folderName(parent, ThreadLocalRandom.current().nextInt(1 << 24));
      try {
        TrustedFiles.makeFolder(folder);
        return folder;
      } catch (FileAlreadyExistsException e) {
        // One in sixteen million; or somebody left it behind: another number, then.
      }
    }
  }

  /**
   * Makes room for a socket, also where one stands that nobody listens on any more.
   *
   * @throws LineException if somebody listens there, or the path is too long
   */
  public static PrivateSocket prepare(Path path) throws IOException {
    UnixSockets.removeStale(path);
    Path parent = path.toAbsolutePath().getParent();
    if (parent == null || Files.notExists(parent)) {
      throw new NoSuchFileException(path.toString());
    }
    UnixSockets.checkLength(path);
    UnixSockets.checkLength(hidden(folderName(parent, 0)));
    PrivateSocket socket = new PrivateSocket(path, makeFolder(parent));
    Runtime.getRuntime().addShutdownHook(socket.atExit);
    return socket;
  }

  /** Where to bind. */
  public Path hidden() {
    return hidden;
  }

  /** Puts the socket that was bound where others find it. */
  public synchronized void publish() throws IOException {
    if (Files.getFileStore(hidden).supportsFileAttributeView("posix")) {
      Files.setPosixFilePermissions(hidden, PosixFilePermissions.fromString("rw-------"));
    }
    identity = identity(hidden);
    Files.move(hidden, path, StandardCopyOption.ATOMIC_MOVE);
    published = true;
    Files.delete(folder);
  }

  /** Whether the file is still there, and still ours. */
  public synchronized boolean isInPlace() {
    try {
      return identity == null || identity.equals(identity(path));
    } catch (IOException e) {
      return false;
    }
  }

  /** Removes the file, unless it is somebody else's by now. */
  public void unlink() {
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      return; // The process is ending: the hook does it.
    }
    removeAll();
  }

  private synchronized void removeAll() {
    try {
      if (published && isInPlace()) {
        Files.deleteIfExists(path);
      }
      Files.deleteIfExists(hidden);
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      Console.say("cannot remove " + path + ": " + e.getMessage());
    }
  }

  /** Null where the system does not tell files apart. */
  private static @Nullable Object identity(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .fileKey();
  }
}

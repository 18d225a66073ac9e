// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.session;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The file of a Unix socket that only its owner may connect to, as OpenSSH's {@code
 * StreamLocalBindMask} of 0177 makes it. It is bound in a folder that nobody else can enter, and
 * linked to its place with its permissions: whatever the umask, at no moment can anybody else
 * connect. A file that exists is not replaced.
 *
 * <p>In this order: {@link #prepare}, a listener binds {@link #hidden}, {@link #publish}, {@link
 * #removeHidden} in any case, and at the end {@link #remove}. All of them block for a moment.
 */
public final class OwnersSocket {

  /** Short, since the path of a socket has little more than 100 bytes. */
  private static final String HIDDEN_NAME = "s";

  private final Path path;
  private final Path folder;
  private final Path hidden;
  private @Nullable Object identity;
  private boolean published;

  private OwnersSocket(Path path, Path folder) {
    this.path = path;
    this.folder = folder;
    hidden = folder.resolve(HIDDEN_NAME);
  }

  /**
   * Makes the hidden folder.
   *
   * @param path where others will find the socket
   * @return a socket that is not bound yet
   * @throws FileAlreadyExistsException if there is a file
   * @throws NoSuchFileException if there is no folder for it
   * @throws IOException if the hidden folder cannot be made
   */
  public static OwnersSocket prepare(Path path) throws IOException {
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileAlreadyExistsException(path.toString());
    }
    Path parent = path.toAbsolutePath().getParent();
    if (parent == null || !Files.isDirectory(parent)) {
      throw new NoSuchFileException(String.valueOf(parent));
    }
    return new OwnersSocket(path, makeFolder(parent));
  }

  private static Path makeFolder(Path parent) throws IOException {
    FileAttribute<?>[] ours =
        hasPermissions(parent)
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
            }
            : new FileAttribute<?>[0];
    while (true) {
      // All have one length. A guessed name is of no use to anybody.
      int number = ThreadLocalRandom.current().nextInt(1 << 24);
      try {
        return Files.createDirectory(
            parent.resolve(String.format(Locale.ROOT, ".%06x", number)), ours);
      } catch (FileAlreadyExistsException e) {
        // The name is taken, by chance or from an earlier run: try another number.
      }
    }
  }

  private static boolean hasPermissions(Path file) throws IOException {
    return Files.getFileStore(file).supportsFileAttributeView("posix");
  }

  /**
   * Returns where to bind.
   *
   * @return a path of 10 characters behind the folder that the socket will be found in
   */
  public Path hidden() {
    return hidden;
  }

  /**
   * Puts the socket that was bound where others find it.
   *
   * @throws FileAlreadyExistsException if somebody made a file there meanwhile
   * @throws IOException if it cannot be put there
   */
  public synchronized void publish() throws IOException {
    if (hasPermissions(hidden)) {
      Files.setPosixFilePermissions(hidden, PosixFilePermissions.fromString("rw-------"));
    }
    identity = identity(hidden);
    try {
      Files.createLink(path, hidden);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (FileSystemException | UnsupportedOperationException e) {
      Files.move(
          hidden,
          path); // This file system has no links: look whether there is a file, then rename.
    }
    published = true;
  }

  /**
   * Removes the hidden folder.
   *
   * @throws IOException if it cannot be removed
   */
  public void removeHidden() throws IOException {
    Files.deleteIfExists(hidden);
    Files.deleteIfExists(folder);
  }

  /**
   * Whether the file is where it was put, as far as the system tells files apart.
   *
   * @return false if it was removed, or is somebody else's by now
   */
  public synchronized boolean isInPlace() {
    try {
      return published && (identity == null || identity.equals(identity(path)));
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Removes the file, unless it is somebody else's by now.
   *
   * @throws IOException if it cannot be removed
   */
  public synchronized void remove() throws IOException {
    if (isInPlace()) {
      Files.deleteIfExists(path);
    }
  }

  /** Null where the system does not tell files apart. */
  private static @Nullable Object identity(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .fileKey();
  }
}

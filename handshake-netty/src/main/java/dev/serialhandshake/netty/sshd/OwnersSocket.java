// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.sshd;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The file of a Unix socket that only its owner may connect to, as OpenSSH's {@code
 * StreamLocalBindMask} of 0177 makes it. It is bound in a folder that nobody else can enter, and
 * linked to its place with its permissions: whatever the umask, at no moment can anybody else
 * connect. A file that exists is not replaced.
 */
final class OwnersSocket {

  /** Short, since the path of a socket has little more than 100 bytes. */
  private static final int NAMES = 36 * 36 * 36 * 36;

  private final Path path;
  private final Path folder;
  private final Path hidden;
  private @Nullable Object identity;

  private OwnersSocket(Path path, Path folder) {
    this.path = path;
    this.folder = folder;
    hidden = folder.resolve("s");
  }

  /** Makes the hidden folder. */
  static OwnersSocket prepare(Path path) throws IOException {
    Path parent = path.toAbsolutePath().getParent();
    if (parent == null || Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileAlreadyExistsException(path.toString());
    }
    if (!Files.isDirectory(parent)) {
      throw new NoSuchFileException(parent.toString());
    }
    String name = "." + Integer.toString(ThreadLocalRandom.current().nextInt(NAMES), 36);
    Path folder =
        Files.createDirectory(
            parent.resolve(name),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    return new OwnersSocket(path, folder);
  }

  /** Where to bind. */
  Path hidden() {
    return hidden;
  }

  /** Puts the socket that was bound where others find it. */
  synchronized void publish() throws IOException {
    Files.setPosixFilePermissions(hidden, PosixFilePermissions.fromString("rw-------"));
    identity = identity(hidden);
    Files.createLink(path, hidden);
  }

  /** Removes the hidden folder. */
  void removeHidden() {
    try {
      Files.deleteIfExists(hidden);
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Removes the file, unless it is somebody else's by now. */
  synchronized void remove() {
    try {
      if (identity != null && identity.equals(identity(path))) {
        Files.delete(path);
      }
    } catch (IOException e) {
      // It is gone already.
    }
  }

  private static @Nullable Object identity(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .fileKey();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.trust;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rules for every file and folder with keys, secrets or sockets. They are those of OpenSSH's
 * {@code StrictModes}. The file and each folder above it must belong to this user or to root, and
 * nobody else may be able to write to them. The check goes up to the home of this user, or else to
 * the root folder.
 *
 * <p>One rule is wider: a folder like {@code /tmp} is accepted. Everybody can write to it, but its
 * sticky bit lets only the owner of a file replace that file. For example, {@code /tmp/mine/keys}
 * is accepted if {@code mine} is ours and has mode 700.
 *
 * <p>On Windows nothing is checked. All methods block.
 */
public final class TrustedFiles {

  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY_FOLDER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private static final FileAttribute<?>[] NONE = {};

  private TrustedFiles() {}

  /**
   * Reads a file that no other user can have written. Refuses a named pipe, so it never waits for a
   * writer.
   *
   * @param limit the largest number of bytes
   * @throws Untrusted if others can write it or replace it, or it is no regular file
   * @throws IOException if it cannot be read, or is longer than the limit
   */
  public static byte[] read(Path file, int limit) throws IOException {
    return readReal(checked(file, false), limit);
  }

  /**
   * Reads a file that no other user can read or can have written.
   *
   * @throws Untrusted as {@link #read} does, and if others can read it
   */
  public static byte[] readPrivate(Path file, int limit) throws IOException {
    return readReal(checked(file, true), limit);
  }

  /**
   * Makes a file that only its owner can read, from its first moment on and whatever the umask is.
   * Makes the folders above it, too.
   *
   * @throws IOException if the file exists, or cannot be made
   */
  public static void writePrivate(Path file, byte[] bytes) throws IOException {
    makeFolders(file.toAbsolutePath().getParent());
    Files.createFile(file, ownerOnly(OWNER_ONLY_FILE));
    try {
      Files.write(file, bytes);
    } catch (IOException e) {
      Files.delete(file);
      throw e;
    }
  }

  /**
   * Opens a file to append to it. The caller closes it. If the file does not exist, it is made, and
   * only its owner can read it from its first moment on. The permissions of an existing file stay
   * as they are. A symbolic link is refused: whoever can make a link in the folder could otherwise
   * have this process write to any of its user's files. A named pipe is refused, too, so this never
   * waits for a reader.
   *
   * @throws IOException if the file is not a regular one, belongs to another user, or cannot be
   *     opened
   */
  public static SeekableByteChannel appendPrivate(Path file) throws IOException {
    checkAppendPrivate(file);
    return Files.newByteChannel(
        file,
        Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS),
        ownerOnly(OWNER_ONLY_FILE));
  }

  /**
   * Checks what {@link #appendPrivate} checks, and opens nothing.
   *
   * @throws IOException if the file is there, and is not a regular one or belongs to another user
   */
  public static void checkAppendPrivate(Path file) throws IOException {
    if (FileOwner.known() && Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      FileOwner itself = FileOwner.of(file);
      if (!itself.isFile()) {
        throw new FileSystemException(
            file.toString(), null, "it is " + itself.kind() + ", not a regular file");
      }
      if (!itself.isOursOrRoots()) {
        throw new FileSystemException(
            file.toString(), null, "it belongs to " + itself.owner() + ", who could read it");
      }
    }
  }

  /** Makes a folder that only its owner can enter. The folder above it must exist. */
  public static void makeFolder(Path folder) throws IOException {
    Files.createDirectory(folder, ownerOnly(OWNER_ONLY_FOLDER));
  }

  private static FileAttribute<?>[] ownerOnly(FileAttribute<?> mode) {
    return FileOwner.known() ? new FileAttribute<?>[] {mode} : NONE;
  }

  /**
   * Makes a folder below {@code java.io.tmpdir} that only its owner can enter, and that nobody else
   * can replace.
   *
   * @throws Untrusted if another user could replace it; then the folder is removed
   */
  public static Path makeTemporaryFolder(String prefix) throws IOException {
    Path folder = Files.createTempDirectory(prefix).toRealPath(); // It has mode 700.
    try {
      checkFolders(folder, folder);
    } catch (IOException e) {
      Files.delete(folder);
      throw e;
    }
    return folder;
  }

  private static void makeFolders(@Nullable Path folder) throws IOException {
    if (folder != null && !Files.isDirectory(folder)) {
      makeFolders(folder.getParent());
      makeFolder(folder);
    }
  }

  /**
   * Checks a folder of sockets: it is no symbolic link, it belongs to this user, and nobody else
   * can enter it.
   *
   * @throws Untrusted if one of these is not true
   */
  public static void checkPrivateFolder(Path folder) throws IOException {
    if (FileOwner.known()) {
      checkPrivateFolder(FileOwner.of(folder), false);
    }
  }

  private static void checkPrivateFolder(FileOwner folder, boolean anyOwner) throws Untrusted {
    if (!folder.isFolder()) {
      throw new Untrusted(
          folder.path(), folder.kind() + ", not a directory; name the directory itself");
    }
    if (!anyOwner && !folder.isOurs()) {
      throw new Untrusted(
          folder.path(), "the folder belongs to " + folder.owner() + "; name one of your own");
    }
    if (folder.othersCanUse()) {
      throw new Untrusted(
          folder.path(), "others can enter the folder; chmod 700 it, or name another");
    }
  }

  /**
   * Checks a socket before this process connects to it. The socket and its folder belong to this
   * user, neither is a symbolic link, and nobody else can enter the folder. Root may also connect
   * to a socket of another user, if the folder belongs to that user.
   *
   * @throws Untrusted if one of these is not true
   */
  public static void checkOwnSocket(Path socket) throws IOException {
    Path folder = socket.toAbsolutePath().getParent();
    if (!FileOwner.known() || folder == null) {
      return;
    }
    FileOwner itself = FileOwner.of(socket);
    if (!itself.isSocket()) {
      throw new Untrusted(socket, itself.kind() + ", not a Unix socket; check the path");
    }
    if (!Ourselves.areRoot() && !itself.isOurs()) {
      throw new Untrusted(socket, "the socket belongs to " + itself.owner() + ", not to you");
    }
    FileOwner around = FileOwner.of(folder);
    checkPrivateFolder(around, Ourselves.areRoot());
    if (around.uid() != itself.uid()) {
      throw new Untrusted(
          socket, "the socket belongs to " + itself.owner() + ", its folder to " + around.owner());
    }
  }

  private static Path checked(Path file, boolean isPrivate) throws IOException {
    Path real = file.toRealPath();
    if (!FileOwner.known()) {
      return real;
    }
    FileOwner itself = FileOwner.of(real);
    if (!itself.isFile()) {
      throw new Untrusted(file, itself.kind() + "; name a regular file");
    }
    if (!itself.isOursOrRoots()) {
      throw new Untrusted(
          file, "belongs to " + itself.owner() + "; it must be yours, or root's: chown it");
    }
    if (isPrivate && itself.othersCanUse()) {
      throw new Untrusted(file, "others can read or write it; chmod 600 it");
    }
    if (itself.othersCanWrite()) {
      throw new Untrusted(file, "others can write it; chmod 600 it");
    }
    checkFolders(file, real);
    return real;
  }

  private static void checkFolders(Path file, Path real) throws IOException {
    if (!FileOwner.known()) {
      return;
    }
    Path home = home();
    for (Path folder = real.getParent(); folder != null; folder = folder.getParent()) {
      FileOwner owner = FileOwner.of(folder);
      // In a user namespace the root folder may belong to a user outside, shown as "nobody".
      if (!owner.isOursOrRoots() && folder.getParent() != null) {
        throw new Untrusted(
            file,
            String.format(
                Locale.ROOT,
                "%s can replace it, since the folder %s (%s) is theirs; move the file to a folder of"
                    + " your own",
                owner.owner(),
                folder,
                owner.modeText()));
      }
      if (owner.othersCanWrite() && !owner.keepsFilesApart()) {
        throw new Untrusted(
            file,
            String.format(
                Locale.ROOT,
                "others can replace it, since they can write to the folder %s (%s); chmod go-w that"
                    + " folder",
                folder,
                owner.modeText()));
      }
      if (folder.equals(home)) {
        return;
      }
    }
  }

  private static @Nullable Path home() {
    try {
      return Path.of(System.getProperty("user.home", "")).toRealPath();
    } catch (IOException e) {
      return null; // The home is not there: the check goes up to the root folder.
    }
  }

  private static byte[] readReal(Path real, int limit) throws IOException {
    try (InputStream in = Files.newInputStream(real, LinkOption.NOFOLLOW_LINKS)) {
      byte[] bytes = in.readNBytes(limit + 1);
      if (bytes.length > limit) {
        Arrays.fill(bytes, (byte) 0);
        throw new IOException("longer than " + limit + " bytes; is it the right file?");
      }
      return bytes;
    }
  }
}

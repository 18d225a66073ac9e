// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.sftp;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.serialhandshake.cli.process.Users;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Files and folders by their names: finds, renames, links and removes them. */
final class Folders {

  private static final byte[] HERE = ".".getBytes(US_ASCII);

  private final Path home;

  Folders(Path home) {
    this.home = home;
  }

  /** The path of a name. A name without a slash at its beginning begins in the home. */
  Path path(byte[] name) throws IOException {
    if (name.length == 0) {
      throw new SftpFailure(Status.NO_SUCH_FILE);
    }
    return home.resolve(FileNames.path(name));
  }

  /** The home of a user; that of our own user if the name is empty. */
  Path home(byte[] user) throws IOException {
    return homeOf(user, Status.FAILURE);
  }

  private Path homeOf(byte[] user, Status otherwise) throws IOException {
    if (user.length == 0 || new String(user, US_ASCII).equals(System.getProperty("user.name"))) {
      return home;
    }
    byte[] other = Users.home(user);
    if (other == null) {
      throw new SftpFailure(otherwise);
    }
    return FileNames.path(other);
  }

  /** The path without symbolic links and dots. Its last part need not exist. */
  Path real(byte[] name) throws IOException {
    Path path = path(name.length == 0 ? HERE : name);
    try {
      return path.toRealPath();
    } catch (NoSuchFileException e) {
      Path parent = path.getParent();
      if (parent == null || Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
        throw e;
      }
      return parent.toRealPath().resolve(path.getFileName());
    }
  }

  /** Expands {@code ~}, {@code ~/files} and {@code ~user/files} as a shell does. */
  Path expanded(byte[] name) throws IOException {
    if (name.length == 0 || name[0] != '~') {
      return real(name);
    }
    int end = 1;
    while (end < name.length && name[end] != '/') {
      end++;
    }
    byte[] user = new byte[end - 1];
    System.arraycopy(name, 1, user, 0, user.length);
    while (end < name.length && name[end] == '/') {
      end++;
    }
    byte[] rest = new byte[name.length - end];
    System.arraycopy(name, end, rest, 0, rest.length);
    Path start = homeOf(user, Status.NO_SUCH_FILE);
    return real(FileNames.bytes(rest.length == 0 ? start : start.resolve(FileNames.path(rest))));
  }

  /** Removes a file, and never a folder. */
  void removeFile(Path file) throws IOException {
    if (Attributes.of(file, LinkOption.NOFOLLOW_LINKS).isFolder()) {
      throw new SftpFailure(Status.FAILURE);
    }
    Files.delete(file);
  }

  /** Removes a folder, and never a file. */
  void removeFolder(Path folder) throws IOException {
    if (!Attributes.of(folder, LinkOption.NOFOLLOW_LINKS).isFolder()) {
      throw new SftpFailure(Status.NO_SUCH_FILE);
    }
    Files.delete(folder);
  }

  /**
   * Renames, and never replaces a file, as version 3 of SFTP demands. A file gets its new name
   * before it loses its old one, because the system's own rename would replace a file.
   */
  void rename(Path from, Path to) throws IOException {
    if (Attributes.of(from, LinkOption.NOFOLLOW_LINKS).isFile() && linked(from, to)) {
      Files.delete(from);
      return;
    }
    if (Files.exists(to, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileAlreadyExistsException(to.toString());
    }
    replace(from, to);
  }

  /** Gives a file a second name; false if the file system cannot do that. */
  private static boolean linked(Path from, Path to) throws IOException {
    try {
      Files.createLink(to, from);
      return true;
    } catch (FileAlreadyExistsException | NoSuchFileException e) {
      throw e;
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  /** Renames in one step, and replaces what has the name. */
  void replace(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
  }
}

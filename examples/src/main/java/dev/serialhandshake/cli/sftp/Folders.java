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

  /** Names begin in the home, unless they begin at the root. */
  Path path(byte[] name) throws IOException {
    if (name.length == 0) {
      throw new SftpFailure(Status.NO_SUCH_FILE);
    }
    return home.resolve(FileNames.path(name));
  }

  /** The home of a user, whose name may be empty: of this one. */
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

  /** Without links and dots. The last part of the path need not be there. */
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

  /** {@code ~}, {@code ~/files} and {@code ~user/files}, as a shell reads them. */
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

  /** Never removes a folder. */
  void removeFile(Path file) throws IOException {
    if (Attributes.of(file, LinkOption.NOFOLLOW_LINKS).isFolder()) {
      throw new SftpFailure(Status.FAILURE);
    }
    Files.delete(file);
  }

  /** Never removes a file. */
  void removeFolder(Path folder) throws IOException {
    if (!Attributes.of(folder, LinkOption.NOFOLLOW_LINKS).isFolder()) {
      throw new SftpFailure(Status.NO_SUCH_FILE);
    }
    Files.delete(folder);
  }

  /**
   * Never replaces a file, as version 3 of SFTP demands. A file gets its new name before it loses
   * its old one, since a rename of the system would replace.
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

  /** False where the file system has no second names. */
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

  /** Replaces what is there, in one step. */
  void replace(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.sftp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The attributes that a client wants a file to have. Each of them may be missing. */
final class Change {

  private static final int PERMISSIONS_OF_ALL = 0777;
  private static final int ALL_MODES = 07777;

  private static final FileAttribute<?>[] NONE = {};

  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  private final int flags;
  private final long size;
  private final int uid;
  private final int gid;
  private final int mode;
  private final int accessed;
  private final int modified;

  Change(Request request) throws IOException {
    flags = request.number();
    size = has(Attributes.SIZE) ? request.longNumber() : 0;
    uid = has(Attributes.OWNERS) ? request.number() : 0;
    gid = has(Attributes.OWNERS) ? request.number() : 0;
    mode = has(Attributes.PERMISSIONS) ? request.number() : 0;
    accessed = has(Attributes.TIMES) ? request.number() : 0;
    modified = has(Attributes.TIMES) ? request.number() : 0;
    if (has(Attributes.MORE)) {
      for (int more = request.number(); more > 0; more--) {
        request.string(); // its name
        request.string(); // its value
      }
    }
  }

  private boolean has(int flag) {
    return (flags & flag) != 0;
  }

  /** The permissions of a new file, of which the umask takes some away. */
  FileAttribute<?>[] atCreation() {
    return has(Attributes.PERMISSIONS) && POSIX
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions())}
        : NONE;
  }

  private Set<PosixFilePermission> permissions() {
    String asListed = LongName.mode(mode & PERMISSIONS_OF_ALL);
    return PosixFilePermissions.fromString(asListed.substring(1)); // after the letter of its type
  }

  /**
   * Changes the attributes in the order of OpenSSH, the owner last: a new owner takes set-user-ID
   * away again.
   */
  void applyTo(Path file, LinkOption... options) throws IOException {
    if (has(Attributes.SIZE)) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        resize(channel);
      }
    }
    applyAllButSize(file, options);
  }

  void applyAllButSize(Path file, LinkOption... options) throws IOException {
    if (has(Attributes.PERMISSIONS)) {
      Files.setAttribute(file, "unix:mode", mode & ALL_MODES, options);
    }
    if (has(Attributes.TIMES)) {
      Files.getFileAttributeView(file, BasicFileAttributeView.class, options)
          .setTimes(time(modified), time(accessed), null);
    }
    if (has(Attributes.OWNERS)) {
      Files.setAttribute(file, "unix:uid", uid, options);
      Files.setAttribute(file, "unix:gid", gid, options);
    }
  }

  /** Makes the file shorter, or longer with zeros at its end. */
  void resize(FileChannel file) throws IOException {
    if (!has(Attributes.SIZE)) {
      return;
    }
    if (size < 0) {
      throw new SftpFailure(Status.BAD_MESSAGE);
    }
    if (size > file.size()) {
      file.write(ByteBuffer.allocate(1), size - 1);
    } else {
      file.truncate(size);
    }
  }

  private static FileTime time(int seconds) {
    return FileTime.from(Integer.toUnsignedLong(seconds), TimeUnit.SECONDS);
  }
}

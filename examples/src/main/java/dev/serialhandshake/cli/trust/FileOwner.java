// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.trust;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The type, the permissions and the owner of a file, folder or socket. A symbolic link is not
 * followed.
 *
 * @param mode type and permissions, as {@code st_mode} of stat(2)
 * @param uid the number of its owner
 * @param owner the name of its owner, or the number if the owner has no name
 */
record FileOwner(Path path, int mode, int uid, String owner) {

  private static final int TYPE = 0170000;
  private static final int FOLDER = 0040000;
  private static final int FILE = 0100000;
  private static final int LINK = 0120000;
  private static final int SOCKET = 0140000;
  private static final int STICKY = 01000;
  private static final int OTHERS_WRITE = 022;
  private static final int OTHERS = 077;

  private static final int ROOT = 0;

  /** Whether this system has owners and permissions of Unix. Those of Windows are not checked. */
  static boolean known() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("unix");
  }

  static FileOwner of(Path path) throws IOException {
    Map<String, Object> all =
        Files.readAttributes(path, "unix:mode,uid,owner", LinkOption.NOFOLLOW_LINKS);
    return new FileOwner(
        path, number(all.get("mode")), number(all.get("uid")), String.valueOf(all.get("owner")));
  }

  private static int number(@Nullable Object attribute) throws IOException {
    if (attribute instanceof Integer number) {
      return number;
    }
    throw new IOException("the system does not tell the owner of a file");
  }

  boolean isFolder() {
    return (mode & TYPE) == FOLDER;
  }

  boolean isFile() {
    return (mode & TYPE) == FILE;
  }

  boolean isSocket() {
    return (mode & TYPE) == SOCKET;
  }

  /** The type, in words for a message. */
  String kind() {
    return switch (mode & TYPE) {
      case FOLDER -> "a directory";
      case FILE -> "a file";
      case LINK -> "a symbolic link";
      case SOCKET -> "a socket";
      case 0010000 -> "a named pipe";
      default -> "a device";
    };
  }

  boolean isOurs() {
    return uid == Ourselves.UID;
  }

  /** Whether it belongs to this user or to root. Root can change every file anyway. */
  boolean isOursOrRoots() {
    return uid == ROOT || isOurs();
  }

  boolean othersCanWrite() {
    return (mode & OTHERS_WRITE) != 0;
  }

  boolean othersCanUse() {
    return (mode & OTHERS) != 0;
  }

  /** Whether a folder is like {@code /tmp}: others can add files, but not replace files of ours. */
  boolean keepsFilesApart() {
    return (mode & STICKY) != 0;
  }

  /** Mode and owner, in words for a message. The mode is octal, as for {@code chmod}. */
  String modeText() {
    return String.format(Locale.ROOT, "mode %03o, owner %s", mode & 07777, owner);
  }
}

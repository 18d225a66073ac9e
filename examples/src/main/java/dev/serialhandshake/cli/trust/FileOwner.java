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
 * A file, folder or socket as the system describes it; of links themselves, not of what they lead
 * to.
 *
 * @param mode type and permissions
 * @param uid the number of its owner
 * @param owner the name of its owner, or the number where it has no name
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

  /**
   * Whether this system has owners and permissions; Windows has others, which are not looked at.
   */
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

  /** For a person. */
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

  /** Root can do everything anyway. */
  boolean isOursOrRoots() {
    return uid == ROOT || isOurs();
  }

  boolean othersCanWrite() {
    return (mode & OTHERS_WRITE) != 0;
  }

  boolean othersCanUse() {
    return (mode & OTHERS) != 0;
  }

  /** A folder as {@code /tmp}: others add files to it, but cannot replace those of ours. */
  boolean keepsFilesApart() {
    return (mode & STICKY) != 0;
  }

  /** For a person: what {@code ls} and {@code chmod} call it. */
  String modeText() {
    return String.format(Locale.ROOT, "mode %03o, owner %s", mode & 07777, owner);
  }
}

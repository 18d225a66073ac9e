// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.sftp;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of a file, as the system has them.
 *
 * @param mode type and permissions
 * @param accessed in seconds since 1970
 * @param modified in seconds since 1970
 * @param links how many names it has
 * @param identity differs from that of every other file; null if the system has none
 */
record Attributes(
    long size,
    int uid,
    int gid,
    int mode,
    long accessed,
    long modified,
    int links,
    @Nullable Object identity) {

  static final int SIZE = 1;
  static final int OWNERS = 2;
  static final int PERMISSIONS = 4;
  static final int TIMES = 8;
  static final int MORE = 0x80000000;

  private static final int TYPE = 0170000;
  private static final int FOLDER = 0040000;
  private static final int FILE = 0100000;
  private static final int LINK = 0120000;
  private static final int NAMED_PIPE = 0010000;
  private static final int SOCKET = 0140000;

  private static final boolean UNIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("unix");

  static Attributes of(Path file, LinkOption... options) throws IOException {
    if (!UNIX) {
      return of(Files.readAttributes(file, BasicFileAttributes.class, options));
    }
    Map<String, Object> all =
        Files.readAttributes(
            file, "unix:size,uid,gid,mode,lastAccessTime,lastModifiedTime,nlink,fileKey", options);
    return new Attributes(
        number(all, "size"),
        (int) number(all, "uid"),
        (int) number(all, "gid"),
        (int) number(all, "mode"),
        seconds(all, "lastAccessTime"),
        seconds(all, "lastModifiedTime"),
        (int) number(all, "nlink"),
        all.get("fileKey"));
  }

  /** For systems without modes: a mode that stands for the kind of the file. */
  private static Attributes of(BasicFileAttributes basic) {
    int mode =
        basic.isDirectory() ? FOLDER | 0755 : basic.isSymbolicLink() ? LINK | 0777 : FILE | 0644;
    return new Attributes(
        basic.size(),
        0,
        0,
        mode,
        basic.lastAccessTime().toMillis() / 1000,
        basic.lastModifiedTime().toMillis() / 1000,
        1,
        basic.fileKey());
  }

  private static long number(Map<String, Object> all, String name) throws IOException {
    if (all.get(name) instanceof Number number) {
      return number.longValue();
    }
    throw new IOException("the system does not tell the " + name + " of a file");
  }

  private static long seconds(Map<String, Object> all, String name) throws IOException {
    if (all.get(name) instanceof FileTime time) {
      return Math.floorDiv(time.toMillis(), 1000);
    }
    throw new IOException("the system does not tell the " + name + " of a file");
  }

  Attributes withSize(long other) {
    return new Attributes(other, uid, gid, mode, accessed, modified, links, identity);
  }

  boolean isFolder() {
    return (mode & TYPE) == FOLDER;
  }

  boolean isFile() {
    return (mode & TYPE) == FILE;
  }

  boolean isLink() {
    return (mode & TYPE) == LINK;
  }

  /** Whether opening it could wait for another program. */
  boolean isPipe() {
    return (mode & TYPE) == NAMED_PIPE || (mode & TYPE) == SOCKET;
  }

  Reply addTo(Reply reply) {
    return reply
        .number(SIZE | OWNERS | PERMISSIONS | TIMES)
        .longNumber(size)
        .number(uid)
        .number(gid)
        .number(mode)
        .number((int) accessed)
        .number((int) modified);
  }
}

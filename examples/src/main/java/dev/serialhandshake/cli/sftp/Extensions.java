// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.sftp;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntFunction;

/** The requests that OpenSSH has added to version 3 of SFTP, and that its clients send. */
final class Extensions {

  private static final String COPY_DATA = "copy-data";
  private static final String EXPAND_PATH = "expand-path@openssh.com";
  private static final String FSTATVFS = "fstatvfs@openssh.com";
  private static final String FSYNC = "fsync@openssh.com";
  private static final String HARDLINK = "hardlink@openssh.com";
  private static final String HOME = "home-directory";
  private static final String LIMITS = "limits@openssh.com";
  private static final String LSETSTAT = "lsetstat@openssh.com";
  private static final String NAMES = "users-groups-by-id@openssh.com";
  private static final String RENAME = "posix-rename@openssh.com";
  private static final String STATVFS = "statvfs@openssh.com";

  private static final Map<String, String> VERSIONS = new LinkedHashMap<>();

  static {
    VERSIONS.put(RENAME, "1");
    VERSIONS.put(STATVFS, "2");
    VERSIONS.put(FSTATVFS, "2");
    VERSIONS.put(HARDLINK, "1");
    VERSIONS.put(FSYNC, "1");
    VERSIONS.put(LSETSTAT, "1");
    VERSIONS.put(LIMITS, "1");
    VERSIONS.put(EXPAND_PATH, "1");
    VERSIONS.put(COPY_DATA, "1");
    VERSIONS.put(HOME, "1");
    VERSIONS.put(NAMES, "1");
  }

  private final Folders folders;
  private final OpenHandles handles;
  private final Accounts accounts;

  Extensions(Folders folders, OpenHandles handles, Accounts accounts) {
    this.folders = folders;
    this.handles = handles;
    this.accounts = accounts;
  }

  /** Adds the names and versions of the extensions to the first packet. */
  static Reply addTo(Reply version) {
    VERSIONS.forEach((name, number) -> version.text(name).text(number));
    return version;
  }

  Reply answer(int id, Request request) throws IOException {
    switch (new String(request.string(), US_ASCII)) {
      case RENAME -> {
        Path from = path(request);
        folders.replace(from, path(request));
      }
      case HARDLINK -> {
        Path file = path(request);
        Files.createLink(path(request), file);
      }
      case FSYNC -> handles.file(request).sync();
      case LSETSTAT -> {
        Path file = path(request);
        new Change(request).applyAllButSize(file, LinkOption.NOFOLLOW_LINKS);
      }
      case COPY_DATA -> copy(request);
      case STATVFS -> {
        return fileSystem(id, path(request));
      }
      case FSTATVFS -> {
        return fileSystem(id, handles.named(request).path());
      }
      case LIMITS -> {
        return new Reply(Reply.EXTENDED, id)
            .longNumber(Request.MAX_LENGTH)
            .longNumber(SftpServer.MAX_DATA)
            .longNumber(SftpServer.MAX_DATA)
            .longNumber(OpenHandles.LIMIT);
      }
      case EXPAND_PATH -> {
        return SftpServer.name(id, folders.expanded(request.name()));
      }
      case HOME -> {
        return SftpServer.name(id, folders.home(request.name()));
      }
      case NAMES -> {
        return names(id, request);
      }
      default -> throw new SftpFailure(Status.OP_UNSUPPORTED);
    }
    return Reply.status(id, Status.OK);
  }

  private Path path(Request request) throws IOException {
    return folders.path(request.name());
  }

  /**
   * Copies from one open file to another, so that the bytes do not pass over the line. A length of
   * 0 means to the end of the file.
   */
  private void copy(Request request) throws IOException {
    OpenFile from = handles.file(request);
    long at = request.longNumber();
    long length = request.longNumber();
    OpenFile to = handles.file(request);
    long target = request.longNumber();
    if (from.path().equals(to.path())) {
      throw new SftpFailure(Status.FAILURE);
    }
    long left = length == 0 ? Long.MAX_VALUE : length;
    ByteBuffer some = ByteBuffer.allocate(SftpServer.MAX_DATA);
    while (left > 0 && from.read(some.clear().limit((int) Math.min(left, some.capacity())), at)) {
      int count = some.flip().limit();
      to.write(some, target);
      at += count;
      target += count;
      left -= count;
    }
  }

  private static Reply fileSystem(int id, Path file) throws IOException {
    Attributes.of(file); // fails if there is no such file
    Reply reply = new Reply(Reply.EXTENDED, id);
    for (long field : FileSystemCounts.of(file)) {
      reply.longNumber(field);
    }
    return reply;
  }

  private Reply names(int id, Request request) throws IOException {
    ByteBuffer users = request.data();
    ByteBuffer groups = request.data();
    return new Reply(Reply.EXTENDED, id)
        .string(names(users, accounts::userOrNothing))
        .string(names(groups, accounts::groupOrNothing));
  }

  private static byte[] names(ByteBuffer numbers, IntFunction<String> name) throws IOException {
    if (numbers.remaining() % Integer.BYTES != 0) {
      throw new SftpFailure(Status.BAD_MESSAGE);
    }
    Reply names = new Reply(0);
    while (numbers.hasRemaining()) {
      names.text(name.apply(numbers.getInt()));
    }
    return names.fields();
  }
}

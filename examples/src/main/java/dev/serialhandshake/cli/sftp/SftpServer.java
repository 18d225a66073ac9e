// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.sftp;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * One SFTP session: it reads a request, does it, answers, and reads the next. It does and answers
 * the same as OpenSSH's {@code sftp-server}.
 */
final class SftpServer {

  /**
   * The most bytes of a file in one request. OpenSSH allows eight times as many. On a slow line a
   * client would then see no progress for minutes.
   */
  static final int MAX_DATA = 32 * 1024;

  private static final int INIT = 1;
  private static final int OPEN = 3;
  private static final int CLOSE = 4;
  private static final int READ = 5;
  private static final int WRITE = 6;
  private static final int LSTAT = 7;
  private static final int FSTAT = 8;
  private static final int SETSTAT = 9;
  private static final int FSETSTAT = 10;
  private static final int OPENDIR = 11;
  private static final int READDIR = 12;
  private static final int REMOVE = 13;
  private static final int MKDIR = 14;
  private static final int RMDIR = 15;
  private static final int REALPATH = 16;
  private static final int STAT = 17;
  private static final int RENAME = 18;
  private static final int READLINK = 19;
  private static final int SYMLINK = 20;
  private static final int EXTENDED = 200;

  private static final int PROTOCOL = 3;

  private final Folders folders;
  private final OpenHandles handles = new OpenHandles();
  private final Accounts accounts = new Accounts();
  private final Extensions extensions;
  private final ByteBuffer data = ByteBuffer.allocate(MAX_DATA);

  SftpServer(Path home) {
    folders = new Folders(home);
    extensions = new Extensions(folders, handles, accounts);
  }

  /**
   * Serves until the client ends. Blocks.
   *
   * @throws IOException if the session broke, or the client does not speak SFTP
   */
  void serve(InputStream from, OutputStream to) throws IOException {
    try (handles) {
      DataInputStream in = Request.reader(from);
      Request first = Request.next(in);
      if (first == null) {
        return;
      }
      if (first.one() != INIT) {
        throw new IOException("no SFTP");
      }
      Extensions.addTo(new Reply(Reply.VERSION).number(PROTOCOL)).sendTo(to);
      for (Request next = Request.next(in); next != null; next = Request.next(in)) {
        answer(next).sendTo(to);
      }
    }
  }

  private Reply answer(Request request) throws IOException {
    int type = request.one();
    int id = request.number();
    try {
      return answer(type, id, request);
    } catch (IOException | RuntimeException e) {
      return Reply.status(id, Status.of(e));
    }
  }

  private Reply answer(int type, int id, Request request) throws IOException {
    switch (type) {
      case OPEN -> {
        return open(id, request);
      }
      case CLOSE -> handles.close(request);
      case READ -> {
        return read(id, request);
      }
      case WRITE -> write(request);
      case STAT -> {
        return attributes(id, Attributes.of(path(request)));
      }
      case LSTAT -> {
        return attributes(id, Attributes.of(path(request), LinkOption.NOFOLLOW_LINKS));
      }
      case FSTAT -> {
        return attributes(id, handles.named(request).attributes());
      }
      case SETSTAT -> {
        Path file = path(request);
        new Change(request).applyTo(file);
      }
      case FSETSTAT -> {
        OpenHandle handle = handles.named(request);
        handle.apply(new Change(request));
      }
      case OPENDIR -> {
        Path folder = path(request);
        return handles.open(id, () -> new OpenFolder(folder));
      }
      case READDIR -> {
        return handles.folder(request).list(id, accounts);
      }
      case REMOVE -> folders.removeFile(path(request));
      case MKDIR -> {
        Path folder = path(request);
        Files.createDirectory(folder, new Change(request).atCreation());
      }
      case RMDIR -> folders.removeFolder(path(request));
      case REALPATH -> {
        return name(id, folders.real(request.name()));
      }
      case RENAME -> {
        Path from = path(request);
        folders.rename(from, path(request));
      }
      case READLINK -> {
        return name(id, Files.readSymbolicLink(path(request)));
      }
      case SYMLINK -> link(request);
      case EXTENDED -> {
        return extensions.answer(id, request);
      }
      default -> throw new SftpFailure(Status.OP_UNSUPPORTED);
    }
    return Reply.status(id, Status.OK);
  }

  private Path path(Request request) throws IOException {
    return folders.path(request.name());
  }

  private Reply open(int id, Request request) throws IOException {
    Path file = path(request);
    int flags = request.number();
    Change change = new Change(request);
    return handles.open(id, () -> OpenFile.open(file, flags, change));
  }

  private Reply read(int id, Request request) throws IOException {
    OpenFile file = handles.file(request);
    long offset = request.longNumber();
    long wanted = Integer.toUnsignedLong(request.number());
    data.clear().limit((int) Math.min(wanted, MAX_DATA));
    if (!file.read(data, offset)) {
      throw new SftpFailure(Status.EOF);
    }
    return new Reply(Reply.DATA, id).data(data.flip());
  }

  private void write(Request request) throws IOException {
    OpenFile file = handles.file(request);
    long offset = request.longNumber();
    file.write(request.data(), offset);
  }

  /**
   * Makes a symbolic link. As in OpenSSH the target comes first; in the document of the protocol it
   * comes second.
   */
  private void link(Request request) throws IOException {
    byte[] target = request.name();
    if (target.length == 0) {
      throw new SftpFailure(Status.NO_SUCH_FILE);
    }
    Files.createSymbolicLink(path(request), FileNames.path(target));
  }

  private static Reply attributes(int id, Attributes attributes) {
    return attributes.addTo(new Reply(Reply.ATTRIBUTES, id));
  }

  static Reply name(int id, Path path) {
    byte[] name = FileNames.bytes(path);
    return new Reply(Reply.NAME, id).number(1).string(name).string(name).number(0);
  }
}

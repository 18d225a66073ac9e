// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.sftp;

import java.io.Closeable;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** The files and folders that a client has open, by their handles. */
final class OpenHandles implements Closeable {

  /** A limit, because all sessions and lines share the descriptors of this process. */
  static final int LIMIT = 256;

  private final Map<Integer, OpenHandle> open = new HashMap<>();
  private int last;

  /** Opens a file or a folder. */
  interface Opening {
    OpenHandle open() throws IOException;
  }

  /** Opens a file or a folder, and answers with its handle. */
  Reply open(int id, Opening opening) throws IOException {
    if (open.size() >= LIMIT) {
      throw new SftpFailure(Status.FAILURE);
    }
    open.put(++last, opening.open());
    return new Reply(Reply.HANDLE, id).number(Integer.BYTES).number(last);
  }

  /** The handle that comes next in a request. */
  OpenHandle named(Request request) throws IOException {
    OpenHandle handle = open.get(number(request));
    if (handle == null) {
      throw new SftpFailure(Status.FAILURE);
    }
    return handle;
  }

  OpenFile file(Request request) throws IOException {
    if (named(request) instanceof OpenFile file) {
      return file;
    }
    throw new SftpFailure(Status.FAILURE);
  }

  OpenFolder folder(Request request) throws IOException {
    if (named(request) instanceof OpenFolder folder) {
      return folder;
    }
    throw new SftpFailure(Status.FAILURE);
  }

  void close(Request request) throws IOException {
    OpenHandle handle = open.remove(number(request));
    if (handle == null) {
      throw new SftpFailure(Status.NO_SUCH_FILE);
    }
    handle.close();
  }

  /** The number of a handle; 0, which no handle has, if the client did not get it from us. */
  private static int number(Request request) throws IOException {
    return request.number() == Integer.BYTES ? request.number() : 0;
  }

  /** Closes all of them, also if one fails: a full disk may become known only at the close. */
  @Override
  public void close() throws IOException {
    IOException failure = null;
    for (OpenHandle handle : open.values()) {
      try {
        handle.close();
      } catch (IOException e) {
        failure = e;
      }
    }
    open.clear();
    if (failure != null) {
      throw failure;
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.sftp;

import dev.serialhandshake.cli.process.Libc;
import dev.serialhandshake.cli.process.SystemCalls;
import java.io.EOFException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.util.Map;

/** How a request ended. Version 3 of SFTP has no others, and clients have no names for others. */
enum Status {
  OK(0, "Success"),
  EOF(1, "End of file"),
  NO_SUCH_FILE(2, "No such file"),
  PERMISSION_DENIED(3, "Permission denied"),
  FAILURE(4, "Failure"),
  BAD_MESSAGE(5, "Bad message"),
  NO_CONNECTION(6, "No connection"),
  CONNECTION_LOST(7, "Connection lost"),
  OP_UNSUPPORTED(8, "Operation unsupported");

  private static final int EPERM = 1;
  private static final int ENOTDIR = 20;
  private static final int EINVAL = 22;
  private static final int ENAMETOOLONG = 36;
  private static final int ENOSYS = 38;
  private static final int ELOOP = 40;

  /** What the system says, for failures that have no exception of their own. */
  private static final Map<String, Status> REASONS =
      Map.of(
          text(EPERM), PERMISSION_DENIED,
          text(ENOTDIR), NO_SUCH_FILE,
          text(ELOOP), NO_SUCH_FILE,
          text(EINVAL), BAD_MESSAGE,
          text(ENAMETOOLONG), BAD_MESSAGE,
          text(ENOSYS), OP_UNSUPPORTED);

  private final int code;
  private final String message;

  Status(int code, String message) {
    this.code = code;
    this.message = message;
  }

  int code() {
    return code;
  }

  String message() {
    return message;
  }

  /** The one that OpenSSH's server sends for the same failure. */
  static Status of(Exception e) {
    if (e instanceof SftpFailure failure) {
      return failure.status();
    }
    if (e instanceof EOFException) {
      return EOF;
    }
    if (e instanceof NoSuchFileException
        || e instanceof NotDirectoryException
        || e instanceof FileSystemLoopException) {
      return NO_SUCH_FILE;
    }
    if (e instanceof AccessDeniedException) {
      return PERMISSION_DENIED;
    }
    if (e instanceof UnsupportedOperationException) {
      return OP_UNSUPPORTED;
    }
    if (e instanceof InvalidPathException || e instanceof NotLinkException) {
      return BAD_MESSAGE;
    }
    return e instanceof FileSystemException file ? of(String.valueOf(file.getReason())) : FAILURE;
  }

  /** The words of Linux for an error, which Java's exceptions have too. */
  private static String text(int error) {
    return SystemCalls.areThere() ? Libc.C.strerror(error) : "error " + error;
  }

  /** Java adds to the words of the system. */
  private static Status of(String reason) {
    for (Map.Entry<String, Status> known : REASONS.entrySet()) {
      if (reason.startsWith(known.getKey())) {
        return known.getValue();
      }
    }
    return FAILURE;
  }
}

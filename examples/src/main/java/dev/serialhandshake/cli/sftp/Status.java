// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.sftp;

import com.sun.jna.Platform;
import dev.serialhandshake.cli.process.ProcessLibC;
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
import java.util.function.IntFunction;

/** How a request has ended. These are all statuses of version 3 of SFTP: clients know no others. */
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

  /**
   * The statuses by the system's text for an error, for errors that have no exception of their own
   * in Java.
   */
  private static final Map<String, Status> REASONS = reasons(Platform.isLinux(), Status::text);

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

  /** The status that OpenSSH's server sends for the same failure. */
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

  /**
   * The statuses by the system's text for an error.
   *
   * @param linux whether error numbers are those of Linux; otherwise those of macOS and the BSDs
   * @param text the system's text for an error number
   */
  static Map<String, Status> reasons(boolean linux, IntFunction<String> text) {
    int nameTooLong = linux ? 36 : 63;
    int notImplemented = linux ? 38 : 78;
    int tooManyLinks = linux ? 40 : 62;
    return Map.of(
        text.apply(EPERM), PERMISSION_DENIED,
        text.apply(ENOTDIR), NO_SUCH_FILE,
        text.apply(tooManyLinks), NO_SUCH_FILE,
        text.apply(EINVAL), BAD_MESSAGE,
        text.apply(nameTooLong), BAD_MESSAGE,
        text.apply(notImplemented), OP_UNSUPPORTED);
  }

  /** The system's text for an error. The reasons of Java's exceptions begin with it. */
  private static String text(int error) {
    return SystemCalls.areThere() ? ProcessLibC.C.strerror(error) : "error " + error;
  }

  /** Only the beginning is compared, because Java adds to the system's text. */
  private static Status of(String reason) {
    for (Map.Entry<String, Status> known : REASONS.entrySet()) {
      if (reason.startsWith(known.getKey())) {
        return known.getValue();
      }
    }
    return FAILURE;
  }
}

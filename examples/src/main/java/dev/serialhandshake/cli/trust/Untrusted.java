// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.trust;

import java.nio.file.AccessDeniedException;
import java.nio.file.Path;

/** A file that others could have written or can read. The reason says what to do. */
public final class Untrusted extends AccessDeniedException {

  private static final long serialVersionUID = 1L;

  Untrusted(Path path, String reason) {
    super(path.toString(), null, reason);
  }

  /** A clause that does not name the file: the caller does. */
  public String reason() {
    return String.valueOf(getReason());
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.trust;

import java.nio.file.AccessDeniedException;
import java.nio.file.Path;

/** Another user could have written, replaced or read a file. The reason says what to do. */
public final class Untrusted extends AccessDeniedException {

  private static final long serialVersionUID = 1L;

  Untrusted(Path path, String reason) {
    super(path.toString(), null, reason);
  }

  /** A clause without the name of the file, which the caller adds. */
  public String reason() {
    return String.valueOf(getReason());
  }
}

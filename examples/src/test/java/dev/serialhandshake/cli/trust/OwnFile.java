// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.trust;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Writes a file that {@link TrustedFiles} believe, whatever the umask of those who run tests. */
public final class OwnFile {

  private OwnFile() {}

  public static Path write(Path file, CharSequence text) throws IOException {
    Files.writeString(file, text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
  }
}

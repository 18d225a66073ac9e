// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.line;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;

/** What to do about a missing permission for a socket. A clause. */
final class Permissions {

  private Permissions() {}

  static String advice(LineAddress line) {
    if (line instanceof LineAddress.Unix unix) {
      return unix.listens()
          ? "no permission to make a socket there; take a directory of your own"
          : "no permission to write to the socket; it belongs to " + owners(unix.path());
    }
    return "no permission; TCP ports below 1024 are root's, take a higher one";
  }

  private static String owners(Path path) {
    try {
      PosixFileAttributes attributes = Files.readAttributes(path, PosixFileAttributes.class);
      return "user " + attributes.owner().getName() + ", group " + attributes.group().getName();
    } catch (IOException | UnsupportedOperationException e) {
      return "somebody else";
    }
  }
}

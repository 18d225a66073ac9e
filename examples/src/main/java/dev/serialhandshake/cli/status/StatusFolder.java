// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.status;

import dev.serialhandshake.cli.line.UnixSockets;
import dev.serialhandshake.cli.trust.TrustedFiles;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the status sockets of a user are: one for each {@code serve} that runs. */
public final class StatusFolder {

  private static final String EXTENSION = ".sock";

  private StatusFolder() {}

  /** The usual folder; null without XDG_RUNTIME_DIR. */
  static @Nullable Path usual() {
    String runtime = System.getenv("XDG_RUNTIME_DIR");
    return runtime == null || runtime.isEmpty() ? null : Path.of(runtime, "serial-handshake");
  }

  /** The usual socket of this process; null if there is no usual folder. */
  public static @Nullable Path usualSocket() {
    Path folder = usual();
    return folder == null ? null : socket(folder, ProcessHandle.current().pid());
  }

  /** The usual socket of a process. */
  static Path socket(Path folder, long pid) {
    return folder.resolve(pid + EXTENSION);
  }

  /**
   * The sockets in a folder; none if there is no such folder.
   *
   * @throws AccessDeniedException if the folder is a link, or anybody but us owns or can enter it
   */
  static List<Path> sockets(Path folder) throws IOException {
    List<Path> sockets = new ArrayList<>();
    if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      TrustedFiles.checkPrivateFolder(folder);
      try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + EXTENSION)) {
        files.forEach(sockets::add);
      }
    }
    Collections.sort(sockets);
    return sockets;
  }

  /**
   * Makes the folder of a socket if it does not exist. From the usual folder it removes the sockets
   * of servers that were killed.
   *
   * @throws AccessDeniedException if the folder is a link, or anybody but us owns or can enter it
   */
  public static void prepare(Path socket) throws IOException {
    Path folder = socket.toAbsolutePath().getParent();
    if (folder == null) {
      return;
    }
    if (Files.notExists(folder, LinkOption.NOFOLLOW_LINKS)) {
      TrustedFiles.makeFolder(folder);
    }
    TrustedFiles.checkPrivateFolder(folder);
    if (folder.equals(usual())) {
      removeDead(folder);
    }
  }

  private static void removeDead(Path folder) throws IOException {
    for (Path socket : sockets(folder)) {
      if (!UnixSockets.answers(socket)) {
        Files.deleteIfExists(socket);
      }
    }
  }
}

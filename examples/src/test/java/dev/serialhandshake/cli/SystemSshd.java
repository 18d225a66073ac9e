// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import dev.serialhandshake.testing.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The system's own sshd as a command for {@code serve --exec}; as root, or its users stay out. */
final class SystemSshd implements AutoCloseable {

  /** Debian makes it when its service starts; sshd does not run without it. */
  private static final Path PRIVILEGE_SEPARATION = Path.of("/run/sshd");

  private final String command;
  private final boolean madePrivilegeSeparation;

  /** Skips the test where there is no sshd, or it would let nobody in. */
  SystemSshd(Path folder, Path authorizedKeys) throws Exception {
    Tools.need("ssh", "sshd");
    Tools.needRoot("sshd -i lets users in only as root");
    madePrivilegeSeparation = Files.notExists(PRIVILEGE_SEPARATION);
    Files.createDirectories(PRIVILEGE_SEPARATION);
    Path hostKey = new KeyFiles(Files.createDirectory(folder.resolve("sshd"))).identity();
    Path config = folder.resolve("sshd_config");
    Files.writeString(
        config,
        String.join(
            "\n",
            "HostKey " + hostKey,
            "AuthorizedKeysFile " + authorizedKeys,
            "AcceptEnv TERM LANG LC_* COLORTERM",
            "PermitRootLogin yes",
            "PrintMotd no",
            "PrintLastLog no",
            "StrictModes no",
            "UsePAM no",
            ""));
    command = Tools.path("sshd") + " -i -f " + config;
  }

  String command() {
    return command;
  }

  @Override
  public void close() throws IOException {
    if (madePrivilegeSeparation) {
      Files.delete(PRIVILEGE_SEPARATION);
    }
  }
}

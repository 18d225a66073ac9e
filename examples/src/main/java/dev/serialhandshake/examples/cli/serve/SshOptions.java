// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.examples.cli.serve;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Who may log in, and how this host proves who it is. */
final class SshOptions {

  @Option(
      names = "--authorized-keys",
      paramLabel = "FILE",
      defaultValue = "${sys:user.home}/.ssh/authorized_keys",
      description = {
        "Public keys that may log in, under any name, as the user who runs this"
            + " (default: ~/.ssh/authorized_keys)."
      })
  Path authorizedKeys;

  @Option(
      names = "--host-key",
      paramLabel = "FILE",
      defaultValue = "${sys:user.home}/.ssh/serial_handshake_host_key",
      description = {
        "Private key of this host, made if it is not there"
            + " (default: ~/.ssh/serial_handshake_host_key)."
      })
  Path hostKey;
}

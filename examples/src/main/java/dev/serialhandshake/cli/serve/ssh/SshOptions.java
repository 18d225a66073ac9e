// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.ssh;

import dev.serialhandshake.cli.console.CommandFailure;
import dev.serialhandshake.cli.console.ExitCode;
import dev.serialhandshake.cli.console.Home;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** Who may log in, and how this host proves who it is. */
public final class SshOptions {

  @Option(
      names = "--authorized-keys",
      paramLabel = "FILE",
      defaultValue = "${sys:user.home}/.ssh/authorized_keys",
      description = {
        "The public keys that may log in. Whatever user name a client gives, it logs in as the user"
            + " who runs serve (default: ~/.ssh/authorized_keys)."
      })
  Path authorizedKeys;

  @Option(
      names = "--host-key",
      paramLabel = "FILE",
      defaultValue = "${sys:user.home}/.ssh/serial_handshake_host_key",
      description = {
        "The private key of this host. If the file does not exist, serve makes one"
            + " (default: ~/.ssh/serial_handshake_host_key)."
      })
  Path hostKey;

  @Option(
      names = "--accept-env",
      paramLabel = "PATTERN",
      description = {
        "Variables that a client may set besides TERM, COLORTERM, LANG and LC_*, as AcceptEnv of"
            + " sshd_config. * and ? are wildcards. The option may be given more than once."
      })
  List<String> acceptEnv = List.of();

  @Option(
      names = "--gateway-ports",
      description = {
        "Let clients choose the address that their ssh -R listens on. Without this option it is"
            + " loopback."
      })
  boolean gatewayPorts;

  /**
   * Without a home folder the defaults are in no folder of the user, so both files must be named.
   */
  void checkHome() throws CommandFailure {
    Path root = Path.of("/.ssh");
    if (!Home.isKnown() && (authorizedKeys.startsWith(root) || hostKey.startsWith(root))) {
      throw new CommandFailure(
          ExitCode.LOGIN_SETUP,
          "this user has no home folder: no passwd entry and no HOME;"
              + " set HOME, or name --authorized-keys and --host-key");
    }
  }
}

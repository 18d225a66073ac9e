// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.line;

import dev.serialhandshake.cli.console.CommandFailure;
import dev.serialhandshake.cli.console.ExitCode;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --tls-ca}: which certificates are trusted on lines within TLS. */
public final class TlsOptions {

  @Option(
      names = "--tls-ca",
      paramLabel = "FILE",
      description = {
        "For tls: and telnets: lines: trust the certificates in this PEM file, for instance that of"
            + " your own CA, and not those that the system trusts. The file is read at the start."
      })
  private @Nullable Path ca;

  /**
   * The certificates of the file. Blocks while the file is read.
   *
   * @return null for those of the system, which are loaded only when a line needs them
   */
  public @Nullable TlsTrust trust() throws CommandFailure {
    return ca == null ? null : TlsTrust.ofFile(ca);
  }

  /**
   * Checks that one of the lines of a command is within TLS, if the option is given.
   *
   * @throws CommandFailure if none is
   */
  public void checkFor(List<LineAddress> lines) throws CommandFailure {
    if (ca != null
        && lines.stream().noneMatch(line -> line instanceof LineAddress.Tcp tcp && tcp.isTls())) {
      throw new CommandFailure(
          ExitCode.USAGE, "--tls-ca is for lines within TLS: give tls:HOST:PORT as the LINE");
    }
  }
}

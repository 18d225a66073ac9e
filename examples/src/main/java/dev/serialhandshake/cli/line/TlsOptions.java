// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.line;

import dev.serialhandshake.cli.console.CommandFailure;
import dev.serialhandshake.cli.console.ExitCode;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Who is trusted on lines that are encrypted. */
public final class TlsOptions {

  @Option(
      names = "--tls-ca",
      paramLabel = "FILE",
      description = {
        "For tls: and telnets: lines: trust the certificates in this PEM file, for instance that of"
            + " your own CA, in place of those that the system trusts. The file is read at the"
            + " start."
      })
  private @Nullable Path ca;

  /** Null for whom the system trusts, which is found out only where a line needs it. */
  public @Nullable TlsTrust trust() throws CommandFailure {
    return ca == null ? null : TlsTrust.ofFile(ca);
  }

  /**
   * Looks whether one of the lines of a command needs it.
   *
   * @throws CommandFailure if none does
   */
  public void checkFor(List<LineAddress> lines) throws CommandFailure {
    if (ca != null
        && lines.stream().noneMatch(line -> line instanceof LineAddress.Tcp tcp && tcp.isTls())) {
      throw new CommandFailure(
          ExitCode.USAGE, "--tls-ca is for lines within TLS: give tls:HOST:PORT as the LINE");
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import dev.serialhandshake.cli.console.CommandFailure;
import dev.serialhandshake.cli.console.Console;
import dev.serialhandshake.cli.console.ExitCode;
import dev.serialhandshake.cli.console.ToolVersion;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The program without a command, and what all commands share. */
@Command(
    name = "serial-handshake",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = RootCommand.Version.class,
    header = "Clean SSH over a dirty serial line.",
    description = {
      "A handshake clears a line of boot messages and other noise. Then SSH has the line.",
      "",
      "LINE is one of these:",
      "  /dev/ttyUSB0, COM3, serial:DEVICE  a serial port",
      "  tcp:HOST:PORT                      a TCP connection with the bytes of the line",
      "  telnet:HOST:PORT                   a TCP connection on which telnet is spoken",
      "  rfc2217:HOST:PORT                  telnet, and the far port is set up as well",
      "  tls:HOST:PORT, telnets:HOST:PORT   tcp: and telnet: within TLS",
      "  unix:PATH                          a Unix socket",
      "  exec:COMMAND                       a command's standard input and output",
      "  tcp-listen:HOST:PORT, telnet-listen:HOST:PORT, unix-listen:PATH",
      "                                     the same, where the other side connects",
      ""
    },
    synopsisSubcommandLabel = "COMMAND",
    sortOptions = false,
    usageHelpAutoWidth = true,
    exitCodeListHeading = "%nExit codes:%n")
final class RootCommand implements Callable<Integer> {

  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"serial-handshake " + ToolVersion.text()};
    }
  }

  @Option(
      names = {"-v", "--verbose"},
      scope = ScopeType.INHERIT,
      description = "Write more to standard error: stack traces, and the logs of the libraries.")
  void verbose(boolean verbose) {
    if (verbose) {
      // Read once, by the first class that logs; none is loaded yet.
      System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "info");
      System.setProperty("org.slf4j.simpleLogger.log.dev.serialhandshake", "debug");
      Console.beVerbose();
    }
  }

  @Override
  public Integer call() throws CommandFailure {
    throw new CommandFailure(
        ExitCode.USAGE,
        "name a command: demo, serve, connect, status, probe or ports;"
            + " serial-handshake --help explains them");
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.connect;

import dev.serialhandshake.cli.console.CommandFailure;
import dev.serialhandshake.cli.console.Console;
import dev.serialhandshake.cli.console.Exit;
import dev.serialhandshake.cli.console.ExitCode;
import dev.serialhandshake.cli.line.HostPort;
import dev.serialhandshake.cli.line.LineAddress;
import dev.serialhandshake.cli.linefile.ConfigOnly;
import java.io.IOException;
import java.nio.channels.Selector;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/**
 * Shakes hands as the client, then joins the line to this process's standard input and output, or
 * to local TCP clients. {@code connect LINE} and {@code connect --fdpass LINE} do not get here:
 * {@link PlainConnect} runs them.
 */
@Command(
    name = "connect",
    header = "Connect to a serve over a line: a ProxyCommand for OpenSSH.",
    description = {
      "Shakes hands as the client. Then it copies standard input to the line, and the line to"
          + " standard output, until one of them ends.",
      "",
      "In ~/.ssh/config:",
      "  Host board",
      "    ProxyCommand java -jar serial-handshake.jar connect /dev/ttyUSB0",
      "    ControlMaster auto",
      "    ControlPath ~/.ssh/cm-%%C",
      ""
    })
public final class ConnectCommand implements Callable<Integer> {

  private static final Set<String> OF_THE_PROCESS =
      Set.of("--config", "--check", "--reload-now", "--verbose");

  /**
   * The LINE as text. If picocli converted it, a word that is no LINE would count as no LINE at
   * all, because the parameter is optional. Then the message would not say what is wrong with the
   * word.
   */
  @Parameters(paramLabel = "LINE", arity = "0..1", description = LineAddress.SYNTAX)
  private @Nullable String named;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = {
        "Be the near end of all lines of a YAML file. Each line has its own options, with the same"
            + " names as here, and an address for its clients (listen). On SIGHUP the file is read"
            + " again. Lines that have not changed go on as before. On a line that is changed or"
            + " gone, the client's session goes on to its end."
      })
  private @Nullable Path config;

  @Option(
      names = "--check",
      description = "With --config: say what is wrong with the file, and end. Nothing listens.")
  private boolean check;

  @Option(
      names = "--reload-now",
      description = "With --config: on SIGHUP, end the sessions on lines that are changed or gone.")
  private boolean reloadNow;

  @Option(
      names = "--fdpass",
      description = {
        "For ProxyUseFdpass in ssh_config: when the line is in sync, hand the open line to ssh, and"
            + " end. On Linux, for serial ports, tcp: and unix:."
      })
  private boolean fdpass;

  @Spec private CommandSpec command;

  @Mixin private NearOptions options;

  @Override
  public Integer call() throws Exception {
    if (config == null) {
      ConfigOnly.require(!check, command, "--check goes with --config");
      ConfigOnly.require(!reloadNow, command, "--reload-now goes with --config");
      connect(line());
    } else {
      ConfigOnly.require(named == null, command, "give --config or a LINE, not both");
      ConfigOnly.require(
          !fdpass, command, "--fdpass does not go with --config: ssh takes one line");
      ConfigOnly.check(command, OF_THE_PROCESS);
      connectAll(config);
    }
    return ExitCode.OK.number();
  }

  private LineAddress line() {
    String text = named;
    if (text == null) {
      throw new ParameterException(
          command.commandLine(), "Missing required parameter: 'LINE', or --config FILE");
    }
    try {
      return LineAddress.parse(text);
    } catch (TypeConversionException e) {
      throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()));
    }
  }

  private void connectAll(Path file) throws CommandFailure, IOException, InterruptedException {
    if (check) {
      LiveNear.check(file);
      return;
    }
    try (Selector selector = Selector.open()) {
      NearListeners listeners = new NearListeners(selector);
      LiveNear near = new LiveNear(file, listeners, reloadNow);
      HangUp.reloads(near::reload);
      Console.neverWait();
      near.start();
      listeners.acceptForEver();
    }
  }

  private void connect(LineAddress line) throws CommandFailure, IOException, InterruptedException {
    // Wrong options are reported before the wait for the line, or for a client, begins.
    options.checkFor(line);
    HostPort listen = options.listen();
    if (fdpass && listen != null) {
      throw new ParameterException(
          command.commandLine(), "--fdpass does not go with --listen: ssh takes the line itself");
    }
    if (fdpass && options.isLinked()) {
      throw new ParameterException(
          command.commandLine(),
          "--fdpass hands the line itself to ssh, and --link keeps it; leave one of them out");
    }
    if (fdpass) {
      Fdpass.check(line);
    }
    NearLine near = options.near(line);
    if (listen != null) {
      LocalListener.serve(listen, near::serve);
    } else if (fdpass) {
      near.handOver(LocalClient.standard());
      Exit.leavingLinesOpen(ExitCode.OK.number());
    } else {
      if (options.isLinked()) {
        Console.neverWait(); // A terminal that is stopped must not stop the session.
      }
      near.serve(LocalClient.standard());
    }
  }
}

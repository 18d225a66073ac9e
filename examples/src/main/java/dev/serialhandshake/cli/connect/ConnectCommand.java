// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.connect;

import dev.serialhandshake.cli.console.CommandFailure;
import dev.serialhandshake.cli.console.Exit;
import dev.serialhandshake.cli.console.ExitCode;
import dev.serialhandshake.cli.line.HandshakeOptions;
import dev.serialhandshake.cli.line.HostPort;
import dev.serialhandshake.cli.line.LineAddress;
import dev.serialhandshake.cli.line.Lines;
import dev.serialhandshake.cli.line.ReceivedLog;
import dev.serialhandshake.cli.line.SerialOptions;
import dev.serialhandshake.cli.line.TcpOptions;
import dev.serialhandshake.cli.line.TlsOptions;
import dev.serialhandshake.cli.line.TlsTrust;
import dev.serialhandshake.core.HandshakeObserver;
import dev.serialhandshake.core.HandshakeSettings;
import dev.serialhandshake.netty.serial.SerialSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Client role; then the line is this process's standard input and output. Without options, {@link
 * PlainConnect} does it.
 */
@Command(
    name = "connect",
    header = "Clear a line and be its near end: an OpenSSH ProxyCommand.",
    description = {
      "Shakes hands as the client, then copies standard input to the line and the line to"
          + " standard output until either ends.",
      "",
      "In ~/.ssh/config (%%n keeps the case of device paths, %%h does not):",
      "  Host /dev/tty*",
      "    ProxyCommand java -jar serial-handshake.jar connect %%n",
      "    HostKeyAlias my-board",
      ""
    })
public final class ConnectCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "LINE",
      converter = LineAddress.Converter.class,
      description = LineAddress.SYNTAX)
  private LineAddress line;

  @Option(
      names = "--listen",
      paramLabel = "HOST:PORT",
      converter = HostPort.Converter.class,
      description = {
        "Instead of standard input and output, accept local TCP connections, one at a time;"
            + " each opens the line anew."
      })
  private @Nullable HostPort listen;

  @Option(
      names = "--log",
      paramLabel = "FILE",
      description = {
        "Add what the line says before it is in sync, the log of a machine that boots for instance,"
            + " to this file, each line with its time, up to the last byte of the handshake itself."
            + " Nothing of a session is logged. At 10 MB it becomes FILE.1."
      })
  private @Nullable Path log;

  @Option(
      names = "--fdpass",
      description = {
        "For ProxyUseFdpass in ssh_config: once the line is in sync, ssh gets the open line itself,"
            + " and this process ends. Over TCP, Unix sockets and serial ports, on Linux."
      })
  private boolean fdpass;

  @Spec private CommandSpec command;

  @Mixin private WaitOption wait;
  @Mixin private SerialOptions serial;
  @Mixin private TcpOptions tcp;
  @Mixin private TlsOptions tls;
  @Mixin private HandshakeOptions handshake;

  @Override
  public Integer call() throws Exception {
    // Wrong options are told before anybody waits.
    SerialSettings port = serial.settings();
    tcp.keepAlive();
    tls.checkFor(List.of(line));
    TlsTrust trust = tls.trust();
    HandshakeSettings settings =
        handshake.settings(HandshakeOptions.CLIENT_TIMEOUT, port.baudRate()).build();
    if (fdpass && listen != null) {
      throw new ParameterException(
          command.commandLine(), "--fdpass is for ssh's ProxyCommand, and --listen is not");
    }
    if (fdpass) {
      Fdpass.check(line);
    }
    ReceivedLog receivedLog = log == null ? null : ReceivedLog.open(log, ReceivedLog.MOST_BYTES);
    if (listen != null) {
      LocalListener.serve(listen, client -> connect(port, trust, settings, client, receivedLog));
    } else {
      connect(port, trust, settings, LocalClient.standard(), receivedLog);
    }
    return ExitCode.OK.number();
  }

  private void connect(
      SerialSettings port,
      @Nullable TlsTrust trust,
      HandshakeSettings settings,
      LocalClient client,
      @Nullable ReceivedLog receivedLog)
      throws CommandFailure, IOException, InterruptedException {
    Duration limit = handshake.timeout(HandshakeOptions.CLIENT_TIMEOUT);
    NearEnd near = new NearEnd(line, port, settings, tcp.keepAlive(), receivedLog);
    NearEnd.Opening opening = () -> wait.open(limit, most -> Lines.open(line, port, trust, most));
    HandshakeObserver observer = handshake.observer(line.toString());
    if (fdpass) {
      near.handOver(opening, observer, client);
      Exit.leavingLinesOpen(ExitCode.OK.number());
    }
    near.serve(opening, observer, client);
  }
}

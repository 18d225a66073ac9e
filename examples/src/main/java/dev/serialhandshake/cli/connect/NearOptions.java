// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.connect;

import dev.serialhandshake.cli.console.CommandFailure;
import dev.serialhandshake.cli.console.Console;
import dev.serialhandshake.cli.line.EscapeOption;
import dev.serialhandshake.cli.line.HandshakeOptions;
import dev.serialhandshake.cli.line.HostPort;
import dev.serialhandshake.cli.line.LineAddress;
import dev.serialhandshake.cli.line.Lines;
import dev.serialhandshake.cli.line.ReceivedLog;
import dev.serialhandshake.cli.line.SerialOptions;
import dev.serialhandshake.cli.line.TcpKeepAlive;
import dev.serialhandshake.cli.line.TcpOptions;
import dev.serialhandshake.cli.line.TlsOptions;
import dev.serialhandshake.cli.line.TlsTrust;
import dev.serialhandshake.cli.linefile.FileOptions;
import dev.serialhandshake.core.HandshakeSettings;
import dev.serialhandshake.core.link.LinkSettings;
import dev.serialhandshake.netty.serial.SerialSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** All that can be set for the near end of a line, except for the LINE itself. */
final class NearOptions implements FileOptions {

  @Option(
      names = "--listen",
      paramLabel = "HOST:PORT",
      converter = HostPort.Converter.class,
      description = {
        "Accept local TCP connections in place of standard input and output, one at a time. The"
            + " line is opened for each of them."
      })
  private @Nullable HostPort listen;

  @Option(
      names = "--log",
      paramLabel = "FILE",
      description = {
        "Add to this file the bytes that are received before the session: for instance the log of a"
            + " machine that boots, and the handshake itself. Each line of text gets its time."
            + " Nothing of a session is logged. At 10 MB the file is renamed to FILE.1."
      })
  private @Nullable Path log;

  @Mixin private LinkOptions link;
  @Mixin private WaitOption wait;
  @Mixin private SerialOptions serial;
  @Mixin private TcpOptions tcp;
  @Mixin private TlsOptions tls;
  @Mixin private HandshakeOptions handshake;

  @Nullable HostPort listen() {
    return listen;
  }

  boolean isLinked() {
    return link.isAsked();
  }

  @Nullable Path log() {
    return log == null ? null : log.toAbsolutePath().normalize();
  }

  @Override
  public @Nullable String wrong(boolean many) {
    if (many) {
      return "is many lines, and each needs an address of its own to listen on; give each an entry";
    }
    return listen == null ? "needs an address for its clients: listen: 127.0.0.1:7001" : null;
  }

  /**
   * Checks the options that only some lines can use. Only for a line that stands on the command
   * line: in a file, such an option may be among the defaults.
   *
   * @throws CommandFailure if {@code --tls-ca} is given, and the line is not within TLS
   */
  void checkFor(LineAddress line) throws CommandFailure {
    tls.checkFor(List.of(line));
  }

  /**
   * Checks that a near end could be made, and changes nothing. Blocks: files are read.
   *
   * @throws CommandFailure if it could not
   */
  void check() throws CommandFailure {
    var unused = settings(serial.settings());
    var unusedToo = tcp.keepAlive();
    link.check();
    tls.trust();
    if (log != null) {
      ReceivedLog.check(log);
    }
  }

  /**
   * Makes the near end of a line; does not open the line. Blocks: files are read, and a log is
   * made.
   *
   * @throws CommandFailure if it cannot be made
   */
  NearLine near(LineAddress line) throws CommandFailure {
    SerialSettings port = serial.settings();
    TcpKeepAlive keepAlive = tcp.keepAlive();
    TlsTrust trust = tls.trust();
    HandshakeSettings settings = settings(port);
    LinkSettings linked = link.settings(EscapeOption.rate(line, port));
    ReceivedLog receivedLog = log == null ? null : ReceivedLog.open(log, ReceivedLog.MOST_BYTES);
    Duration limit = handshake.timeout(HandshakeOptions.CLIENT_TIMEOUT);
    return new NearLine(
        new NearEnd(line, port, settings, keepAlive, receivedLog),
        () -> wait.open(limit, most -> Lines.open(line, port, trust, most)),
        () -> handshake.observer(line.toString()),
        linked == null
            ? null
            : new Linking(
                linked,
                most -> Lines.open(line, port, trust, most),
                handshake.showsFrames() || Console.isVerbose()));
  }

  private HandshakeSettings settings(SerialSettings port) {
    return handshake.settings(HandshakeOptions.CLIENT_TIMEOUT, port.baudRate()).build();
  }
}

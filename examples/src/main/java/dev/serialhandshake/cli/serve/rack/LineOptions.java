// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.rack;

import dev.serialhandshake.cli.console.CommandFailure;
import dev.serialhandshake.cli.console.ExitCode;
import dev.serialhandshake.cli.line.HandshakeOptions;
import dev.serialhandshake.cli.line.LineAddress;
import dev.serialhandshake.cli.line.SerialOptions;
import dev.serialhandshake.cli.line.TcpOptions;
import dev.serialhandshake.cli.line.TlsOptions;
import dev.serialhandshake.cli.line.TlsTrust;
import dev.serialhandshake.cli.linefile.FileOptions;
import dev.serialhandshake.cli.serve.line.BootLogs;
import dev.serialhandshake.cli.serve.line.LineLimits;
import dev.serialhandshake.cli.serve.line.LineService;
import dev.serialhandshake.cli.serve.line.LineSetup;
import dev.serialhandshake.cli.serve.line.TerminalLogin;
import dev.serialhandshake.cli.serve.service.EchoService;
import dev.serialhandshake.cli.serve.service.ExecService;
import dev.serialhandshake.cli.serve.service.ForwardService;
import dev.serialhandshake.cli.serve.ssh.LimitOptions;
import dev.serialhandshake.cli.serve.ssh.SshOptions;
import dev.serialhandshake.cli.serve.ssh.SshServers;
import dev.serialhandshake.cli.serve.ssh.SshService;
import dev.serialhandshake.cli.serve.terminal.LoginOptions;
import dev.serialhandshake.core.ClientBegins;
import dev.serialhandshake.core.HandshakeSettings;
import dev.serialhandshake.netty.serial.SerialSettings;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** All that can be set for a line, apart from which line it is. */
public final class LineOptions implements FileOptions {

  @Mixin private SshOptions ssh;

  @ArgGroup private @Nullable OtherService other;

  @Option(
      names = "--from-line",
      description = {
        "With --forward to a server on this machine: each line connects from an address of its own"
            + " in 127.0.0.0/8, always the same one, so that sshd_config can tell lines apart"
            + " (Match Address). The log and status show the address."
      })
  private boolean fromLine;

  @Option(
      names = "--client-begins",
      paramLabel = "HOW",
      completionCandidates = Beginnings.class,
      description = {
        "What a client sends first in a session: ssh (SSH-), text (printable bytes), anything, or"
            + " later (the server speaks first). Other bytes before that are noise, and are"
            + " discarded. Default: ssh for the SSH server and for --forward to port 22, anything"
            + " for other --forward and for --exec, later for --echo."
      })
  private @Nullable ClientBegins clientBegins;

  @Option(
      names = "--log",
      paramLabel = "FILE",
      converter = BootLogs.Converter.class,
      description = {
        "Add the bytes that a line sends before a session to this file, for instance the log of a"
            + " machine that boots. Each line of text gets its time. %%n stands for the name of the"
            + " line. Nothing of a session is logged. At 10 MB the file is renamed to FILE.1."
      })
  private @Nullable BootLogs log;

  @Mixin private LoginOptions login;
  @Mixin private LimitOptions limits;
  @Mixin private TcpOptions tcp;
  @Mixin private TlsOptions tls;
  @Mixin private SerialOptions serial;
  @Mixin private HandshakeOptions handshake;

  /** The words that the completion of a shell offers. */
  private static final class Beginnings implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return List.of("ssh", "text", "anything", "later").iterator();
    }
  }

  /** The services that can take the place of the SSH server. At most one can be given. */
  public static final class OtherService {
    @Option(
        names = "--forward",
        paramLabel = "tcp:HOST:PORT",
        converter = LineAddress.Converter.class,
        description = "Serve a TCP server in place of SSH's, such as the system's sshd.")
    private @Nullable LineAddress forward;

    @Option(
        names = "--exec",
        paramLabel = "COMMAND",
        description =
            "Serve the standard input and output of a command, such as '/usr/sbin/sshd -i'"
                + " (with --client-begins ssh). It starts with the client's first byte, or after"
                + " 10s.")
    private @Nullable String exec;

    @Option(names = "--echo", description = "Serve an echo: send back each byte.")
    private boolean echo;
  }

  /**
   * Sets up what lines with these options share. Blocks while a host is looked up and files are
   * read. The caller closes the result.
   *
   * @param servers all SSH servers of this process
   * @throws CommandFailure if that is not possible; nothing is left open then
   */
  LineSetup open(SshServers servers) throws CommandFailure {
    SerialSettings port = serial.settings();
    Parts parts = parts(port);
    LineService service =
        parts.other == null ? new SshService(ssh, limits, port.baudRate(), servers) : parts.other;
    return new LineSetup(
        port, parts.trust, handshake, parts.handshake, parts.limits, service, parts.login, logs());
  }

  /**
   * Checks that each option is of use for at least one of the lines of a command line.
   *
   * @throws CommandFailure if one is not
   */
  public void checkFor(List<LineAddress> lines) throws CommandFailure {
    tls.checkFor(lines);
  }

  @Override
  public @Nullable String wrong(boolean many) {
    return many && log != null && !log.areOneForEach()
        ? "is many lines: put %n, the name of the line, into 'log'"
        : null;
  }

  /** The log files of lines; null if lines are not logged. */
  @Nullable BootLogs logs() {
    return log;
  }

  /**
   * Checks whether lines can be served with these options. Blocks as {@link #open} does, but
   * changes nothing.
   *
   * @throws CommandFailure if they cannot
   */
  void check() throws CommandFailure {
    if (parts(serial.settings()).other == null) {
      SshService.check(ssh, limits);
    }
  }

  /**
   * The address from which the sessions of the line with this name connect; null without
   * --from-line.
   */
  @Nullable String origin(String name) {
    return fromLine ? ForwardService.addressOf(name) : null;
  }

  /**
   * All parts of a setup except the SSH server. {@link #open} starts that, and {@link #check} only
   * looks at its files.
   */
  private record Parts(
      @Nullable TlsTrust trust,
      HandshakeSettings handshake,
      LineLimits limits,
      @Nullable LineService other,
      @Nullable TerminalLogin login) {}

  private Parts parts(SerialSettings port) throws CommandFailure {
    HandshakeSettings.Builder settings = handshake.settings(Duration.ZERO, port.baudRate());
    LineLimits lineLimits = limits.ofLines(tcp.keepAlive());
    LineService service = otherService();
    ClientBegins usual = service == null ? ClientBegins.SSH : service.clientBegins();
    ClientBegins begins = clientBegins == null ? usual : clientBegins;
    TerminalLogin terminal = login.login(port.baudRate(), begins);
    if (terminal != null && log != null) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "--log does not go with --login: it would log what people type there, passwords too");
    }
    return new Parts(
        tls.trust(), settings.clientBegins(orLink(begins)).build(), lineLimits, service, terminal);
  }

  /**
   * The first bytes of a link are text. So they pass as any other beginning, and only a line that
   * expects SSH must be told of links.
   */
  private static ClientBegins orLink(ClientBegins begins) {
    return begins == ClientBegins.SSH ? ClientBegins.SSH_OR_LINK : begins;
  }

  /** The service that takes the place of the SSH server; null if there is none. */
  private @Nullable LineService otherService() throws CommandFailure {
    if (fromLine && (other == null || other.forward == null)) {
      throw new CommandFailure(
          ExitCode.USAGE, "--from-line is for --forward: give --forward tcp:127.0.0.1:22");
    }
    if (other == null) {
      return null;
    }
    if (other.forward instanceof LineAddress.Tcp target
        && !target.listens()
        && target.speech() == LineAddress.Speech.RAW) {
      return new ForwardService(target, fromLine);
    }
    if (other.forward != null) {
      throw new CommandFailure(
          ExitCode.USAGE, "--forward " + other.forward + ": give tcp:HOST:PORT");
    }
    if (other.exec != null && other.exec.isBlank()) {
      throw new CommandFailure(
          ExitCode.USAGE, "--exec: give a command, such as '/usr/sbin/sshd -i'");
    }
    return other.echo || other.exec == null ? new EchoService() : new ExecService(other.exec);
  }
}

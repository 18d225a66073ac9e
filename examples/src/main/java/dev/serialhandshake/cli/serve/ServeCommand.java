// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve;

import dev.serialhandshake.cli.console.CommandFailure;
import dev.serialhandshake.cli.console.Console;
import dev.serialhandshake.cli.console.ExitCode;
import dev.serialhandshake.cli.console.Signals;
import dev.serialhandshake.cli.console.Threads;
import dev.serialhandshake.cli.console.UnpackedCode;
import dev.serialhandshake.cli.line.HandshakeOptions;
import dev.serialhandshake.cli.line.LineAddress;
import dev.serialhandshake.cli.line.LineFailures;
import dev.serialhandshake.cli.line.SerialOptions;
import dev.serialhandshake.cli.line.TcpOptions;
import dev.serialhandshake.cli.line.TelnetLine;
import dev.serialhandshake.cli.line.TlsOptions;
import dev.serialhandshake.cli.line.TlsTrust;
import dev.serialhandshake.cli.serve.line.ChannelOpener;
import dev.serialhandshake.cli.serve.line.LineLimits;
import dev.serialhandshake.cli.serve.line.LinePipeline;
import dev.serialhandshake.cli.serve.line.LineRecord;
import dev.serialhandshake.cli.serve.line.LineService;
import dev.serialhandshake.cli.serve.line.ServedLine;
import dev.serialhandshake.cli.serve.line.TerminalLogin;
import dev.serialhandshake.cli.serve.line.Transport;
import dev.serialhandshake.cli.serve.service.EchoService;
import dev.serialhandshake.cli.serve.service.ExecService;
import dev.serialhandshake.cli.serve.service.ForwardService;
import dev.serialhandshake.cli.serve.ssh.LimitOptions;
import dev.serialhandshake.cli.serve.ssh.SshOptions;
import dev.serialhandshake.cli.serve.ssh.SshService;
import dev.serialhandshake.cli.serve.terminal.LoginOptions;
import dev.serialhandshake.cli.serve.watchdog.OpenFiles;
import dev.serialhandshake.cli.serve.watchdog.Watchdog;
import dev.serialhandshake.cli.status.LineState;
import dev.serialhandshake.cli.status.StatusFolder;
import dev.serialhandshake.core.ClientBegins;
import dev.serialhandshake.core.HandshakeSettings;
import dev.serialhandshake.netty.serial.SerialSettings;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Server role on any number of lines, for ever. */
@Command(
    name = "serve",
    header = "Wait on lines for a handshake, and let SSH in behind it.",
    description = {
      "Shakes hands as the server. Behind the handshake there is an SSH server with public-key"
          + " login, unless another service is named. When a session ends, the line is served"
          + " again, until Ctrl-C; when it closes, it is opened again.",
      "",
      "The handshake authenticates nobody. --exec, --forward and --echo let in whoever is on the"
          + " line; the SSH server lets in the owners of the keys.",
      ""
    })
public final class ServeCommand implements Callable<Integer> {

  /** How often to look who else has the ports open; one look does for all of them. */
  private static final long LOOK_SECONDS = 10;

  private static final long STATUS_SECONDS = 2;

  @Parameters(
      paramLabel = "LINE",
      arity = "1..*",
      converter = LineAddress.Converter.class,
      description = LineAddress.SYNTAX)
  private List<LineAddress> lines;

  @Mixin private SshOptions ssh;

  @ArgGroup private @Nullable OtherService other;

  @Option(
      names = "--from-line",
      description = {
        "With --forward to a server of this machine: connect from an address of 127.0.0.0/8 that is"
            + " this line's alone and is the same each time, so that sshd_config can tell lines"
            + " apart (Match Address). It is told when the line is served, and by status."
      })
  private boolean fromLine;

  @Option(
      names = "--client-begins",
      paramLabel = "HOW",
      description = {
        "What the first bytes of a session are: ssh (SSH-), text (printable), anything, or later"
            + " (the server speaks first). Anything else that comes before them is noise and is"
            + " discarded. Default: ssh for the SSH server and for --forward to port 22, anything"
            + " for --forward and --exec, later for --echo."
      })
  private @Nullable ClientBegins clientBegins;

  @Option(
      names = "--wait",
      description =
          "Keep trying a line that cannot be opened at the start, as one that breaks later; without"
              + " it, the command fails.")
  private boolean wait;

  @Option(
      names = "--status",
      paramLabel = "PATH",
      description = {
        "Socket that tells the state of each line to the status command of the same user (default:"
            + " $XDG_RUNTIME_DIR/serial-handshake/PID.sock; none without XDG_RUNTIME_DIR). Nobody"
            + " else may enter its folder."
      })
  private @Nullable Path statusSocket;

  @Mixin private LoginOptions login;
  @Mixin private LimitOptions limits;
  @Mixin private TcpOptions tcp;
  @Mixin private TlsOptions tls;
  @Mixin private SerialOptions serial;
  @Mixin private HandshakeOptions handshake;

  /** Instead of the SSH server; at most one. */
  public static final class OtherService {
    @Option(
        names = "--forward",
        paramLabel = "tcp:HOST:PORT",
        converter = LineAddress.Converter.class,
        description = "Hand the line to a TCP server, such as the system's sshd.")
    private @Nullable LineAddress forward;

    @Option(
        names = "--exec",
        paramLabel = "COMMAND",
        description =
            "Hand the line to a child's standard input and output: '/usr/sbin/sshd -i'"
                + " (with --client-begins ssh). The child starts with the client's first byte, or"
                + " after 10s.")
    private @Nullable String exec;

    @Option(names = "--echo", description = "Send back what comes in.")
    private boolean echo;
  }

  @Override
  public Integer call() throws Exception {
    Console.neverWait();
    UnpackedCode.load();
    SerialSettings port = serial.settings();
    HandshakeSettings.Builder settings = handshake.settings(Duration.ZERO, port.baudRate());
    LineLimits lineLimits = limits.ofLines(tcp.keepAlive());
    TlsTrust trust = tls.trust(lines);
    OpenFiles.check(lines.size());
    LineService service = service(port);
    checkOrigins(service);
    ClientBegins begins = clientBegins == null ? service.clientBegins() : clientBegins;
    settings.clientBegins(begins);
    TerminalLogin terminalLogin = login.login(port.baudRate(), begins);
    EventLoopGroup loops = Transport.newEventLoops();
    List<ServedLine> served = new ArrayList<>();
    for (LineAddress line : lines) {
      served.add(
          servedLine(
              line,
              loops.next(),
              port,
              trust,
              settings.build(),
              service,
              lineLimits,
              terminalLogin));
    }
    Watchdog.start(loops, () -> inSession(served));
    Signals.handle(() -> stop(served, service, loops), "HUP", "INT", "TERM");
    try {
      openStatusSocket(loops, served);
      open(served);
      service.linesAreOpen();
    } catch (CommandFailure e) {
      stop(served, service, loops);
      throw e;
    }
    lookForOthers(loops, served);
    new CountDownLatch(1).await(); // until a signal ends the process
    return ExitCode.OK.number();
  }

  /**
   * Two lines may have one address by chance, one of many millions; then nobody tells them apart.
   */
  private void checkOrigins(LineService service) throws CommandFailure {
    Map<String, LineAddress> known = new HashMap<>();
    for (LineAddress line : lines) {
      String origin = service.origin(line.toString());
      LineAddress other = origin == null ? null : known.put(origin, line);
      if (other != null) {
        throw new CommandFailure(
            ExitCode.USAGE,
            "--from-line: "
                + other
                + " and "
                + line
                + " would both come from "
                + origin
                + (other.equals(line)
                    ? "; a line can be named once only"
                    : "; name one of them otherwise, by a link for instance"));
      }
    }
  }

  private ServedLine servedLine(
      LineAddress line,
      EventLoop loop,
      SerialSettings port,
      @Nullable TlsTrust trust,
      HandshakeSettings settings,
      LineService service,
      LineLimits lineLimits,
      @Nullable TerminalLogin terminalLogin) {
    LineRecord record = new LineRecord(line, service.origin(line.toString()));
    LinePipeline pipeline =
        new LinePipeline(
            handshake,
            settings,
            service,
            record,
            lineLimits,
            () -> TelnetLine.codec(line, port),
            terminalLogin);
    return new ServedLine(line, loop, new ChannelOpener(loop, port, trust, pipeline), record);
  }

  /** All at once; then the first in the order of the command line that failed tells. */
  private void open(List<ServedLine> served) throws CommandFailure, InterruptedException {
    if (wait) {
      served.forEach(ServedLine::keepTrying);
    }
    List<CompletableFuture<@Nullable Void>> tries = new ArrayList<>();
    served.forEach(line -> tries.add(line.start()));
    for (CompletableFuture<@Nullable Void> first : tries) {
      try {
        first.get();
      } catch (ExecutionException e) {
        if (e.getCause() instanceof CommandFailure failure) {
          throw failure;
        }
        throw new IllegalStateException(e.getCause());
      }
    }
  }

  /** A getty that somebody starts later on a port takes bytes, and no error tells it. */
  private static void lookForOthers(EventLoopGroup loops, List<ServedLine> served) {
    Runnable look = () -> served.forEach(ServedLine::lookForOthers);
    var unused =
        loops
            .next()
            .scheduleWithFixedDelay(
                () -> Threads.BLOCKING.execute(look), 0, LOOK_SECONDS, TimeUnit.SECONDS);
  }

  /** Of a line that does not tell, nobody can make use. */
  private static boolean inSession(List<ServedLine> served) {
    for (ServedLine line : served) {
      try {
        LineState state = line.status().get(STATUS_SECONDS, TimeUnit.SECONDS).state();
        if (state == LineState.IN_SESSION || state == LineState.LOGIN) {
          return true;
        }
      } catch (ExecutionException | TimeoutException | RejectedExecutionException e) {
        // The next one may.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    return false;
  }

  private void openStatusSocket(EventLoopGroup loops, List<ServedLine> served)
      throws CommandFailure, InterruptedException {
    Path path = statusSocket == null ? StatusFolder.usualSocket() : statusSocket;
    if (path == null) {
      return;
    }
    try {
      StatusSocket.open(path, loops, served);
    } catch (IOException e) {
      CommandFailure failure = LineFailures.opening(new LineAddress.Unix(path, true), e);
      if (statusSocket != null) {
        throw failure;
      }
      Console.say("no status: " + failure.getMessage()); // nobody asked for it
    }
  }

  private LineService service(SerialSettings port) throws CommandFailure {
    if (fromLine && (other == null || other.forward == null)) {
      throw new CommandFailure(
          ExitCode.USAGE, "--from-line is for --forward: give --forward tcp:127.0.0.1:22");
    }
    if (other == null) {
      ssh.checkHome();
      return new SshService(ssh, limits, port.baudRate());
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
    return other.echo || other.exec == null ? new EchoService() : new ExecService(other.exec);
  }

  /** The sessions first, while there are lines that can carry their last words. */
  private static void stop(List<ServedLine> served, LineService service, EventLoopGroup loops) {
    Watchdog.stopping();
    try {
      service.close();
    } catch (IOException e) {
      Console.tell(e);
    }
    CompletableFuture<?>[] closed =
        served.stream().map(ServedLine::stop).toArray(CompletableFuture<?>[]::new);
    try {
      CompletableFuture.allOf(closed).get(1, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      // What is still open is closed below.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
  }
}

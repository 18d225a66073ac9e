// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve;

import dev.serialhandshake.cli.console.CommandFailure;
import dev.serialhandshake.cli.console.Console;
import dev.serialhandshake.cli.console.ExitCode;
import dev.serialhandshake.cli.console.Signals;
import dev.serialhandshake.cli.console.Threads;
import dev.serialhandshake.cli.console.UnpackedCode;
import dev.serialhandshake.cli.line.HostPort;
import dev.serialhandshake.cli.line.LineAddress;
import dev.serialhandshake.cli.line.LineFailures;
import dev.serialhandshake.cli.log.EventLog;
import dev.serialhandshake.cli.log.LogForm;
import dev.serialhandshake.cli.serve.line.Transport;
import dev.serialhandshake.cli.serve.rack.ConfigOptions;
import dev.serialhandshake.cli.serve.rack.LineOptions;
import dev.serialhandshake.cli.serve.rack.LiveRack;
import dev.serialhandshake.cli.serve.rack.PlannedLine;
import dev.serialhandshake.cli.serve.rack.Rack;
import dev.serialhandshake.cli.serve.watchdog.Watchdog;
import dev.serialhandshake.cli.status.StatusFolder;
import dev.serialhandshake.cli.systemd.Supervisor;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The command {@code serve}: the server role on any number of lines, until a signal ends it. */
@Command(
    name = "serve",
    header = "Wait for clients on lines, and serve SSH to them.",
    description = {
      "Shakes hands with a client, and then gives it an SSH session, or the service that you name."
          + " When the session ends, the line waits for the next client, until Ctrl-C. When the line"
          + " closes, it is opened again.",
      "",
      "The SSH server lets in the owners of the keys in authorized_keys, and nobody by password."
          + " With --forward, the other server decides who may log in. --exec and --echo serve"
          + " anybody who is on the line.",
      ""
    })
public final class ServeCommand implements Callable<Integer> {

  /** How often to look whether other programs have our ports open. One look covers all ports. */
  private static final long LOOK_SECONDS = 10;

  /**
   * How often to look for new ports that match a pattern. A person who plugs one in waits for it.
   */
  private static final long PORTS_SECONDS = 2;

  /**
   * Text, which {@link #lines} converts. If picocli converted it, a word that is no LINE would
   * count as no LINE at all, because none is required.
   */
  @Parameters(paramLabel = "LINE", arity = "0..*", description = LineAddress.SYNTAX)
  private List<String> named = List.of();

  @Spec private CommandSpec command;

  @Mixin private ConfigOptions config;

  @Mixin private LineOptions options;

  @Option(
      names = "--wait",
      description =
          "If a line cannot be opened at the start, try it again. Without this option the command"
              + " fails then. A line that breaks later, and lines of --config, are always tried"
              + " again.")
  private boolean wait;

  @Option(
      names = "--status",
      paramLabel = "PATH",
      description = {
        "The Unix socket at which the command status asks for the state of each line (default:"
            + " $XDG_RUNTIME_DIR/serial-handshake/PID.sock; none without XDG_RUNTIME_DIR). Only you"
            + " may have access to its folder."
      })
  private @Nullable Path statusSocket;

  @Option(
      names = "--metrics",
      paramLabel = "[HOST:]PORT",
      converter = MetricsEndpoint.Address.class,
      description = {
        "Give Prometheus the numbers of all lines at http://HOST:PORT/metrics. They name lines, but"
            + " no users, keys or peers. Anybody who can reach the port can read them. Without HOST"
            + " it is 127.0.0.1."
      })
  private @Nullable HostPort metrics;

  @Option(
      names = "--log-format",
      paramLabel = "text|json",
      defaultValue = "text",
      description = {
        "Write events to standard error as text, or as JSON with one object on each line (default:"
            + " text). Each object has the same keys: time, priority, event, line, message, count,"
            + " user, keyType, fingerprint, comment, peer, milliseconds, bytesIn, bytesOut, cause."
      })
  private LogForm logFormat;

  private volatile @Nullable MetricsEndpoint endpoint;

  @Override
  public Integer call() throws Exception {
    EventLog.begin(logFormat);
    UnpackedCode.load();
    List<LineAddress> lines = lines();
    Path toCheck = config.toCheck(command, lines);
    if (toCheck != null) {
      LiveRack.check(toCheck);
      return ExitCode.OK.number();
    }
    EventLoopGroup loops = Transport.newEventLoops();
    Rack rack = new Rack(loops);
    Watchdog.start(loops, rack::isInSession);
    Supervisor supervisor = Supervisor.ofThisProcess();
    Signals.handle(() -> stopOnSignal(supervisor, rack, loops), "HUP", "INT", "TERM");
    try {
      Path file = config.file();
      if (file == null) {
        serveLines(lines, loops, rack);
      } else {
        LiveRack live = new LiveRack(file, rack, config.reloadsAtOnce());
        Signals.onHangUp(() -> reload(supervisor, live));
        openStatusSocket(loops, rack);
        openMetrics(rack);
        live.start();
        follow(live, loops);
      }
    } catch (CommandFailure | ParameterException e) {
      stop(rack, loops);
      throw e;
    }
    lookForOthers(loops, rack);
    rack.awaitFirstTries();
    supervisor.watch(loops);
    int served = rack.lines().size();
    supervisor.ready(served == 1 ? "1 line" : served + " lines");
    new CountDownLatch(1).await(); // until a signal ends the process
    return ExitCode.OK.number();
  }

  private List<LineAddress> lines() {
    try {
      return named.stream().map(new LineAddress.Converter()::convert).toList();
    } catch (TypeConversionException e) {
      throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()));
    }
  }

  private void serveLines(List<LineAddress> lines, EventLoopGroup loops, Rack rack)
      throws CommandFailure, InterruptedException {
    options.checkFor(lines);
    rack.plan(
        lines.stream()
            .map(line -> new PlannedLine(line.toString(), line, options, List.of(), ""))
            .toList());
    openStatusSocket(loops, rack);
    openMetrics(rack);
    rack.open(wait);
  }

  private static void follow(LiveRack rack, EventLoopGroup loops) {
    var unused =
        loops
            .next()
            .scheduleWithFixedDelay(
                () -> Threads.BLOCKING.execute(rack::lookForPorts),
                PORTS_SECONDS,
                PORTS_SECONDS,
                TimeUnit.SECONDS);
  }

  /**
   * Looks again and again, because a getty that is started later on one of our ports takes bytes
   * from us, and no error shows that.
   */
  private static void lookForOthers(EventLoopGroup loops, Rack rack) {
    var unused =
        loops
            .next()
            .scheduleWithFixedDelay(
                () -> Threads.BLOCKING.execute(rack::lookForOthers),
                0,
                LOOK_SECONDS,
                TimeUnit.SECONDS);
  }

  private void openStatusSocket(EventLoopGroup loops, Rack rack)
      throws CommandFailure, InterruptedException {
    Path path = statusSocket == null ? StatusFolder.usualSocket() : statusSocket;
    if (path == null) {
      return;
    }
    try {
      StatusSocket.open(path, loops, rack);
    } catch (IOException e) {
      CommandFailure failure = LineFailures.opening(new LineAddress.Unix(path, true), e);
      if (statusSocket != null) {
        throw failure;
      }
      // Nobody asked for the usual socket by --status, so serve goes on without it.
      Console.say("no status: " + failure.getMessage());
    }
  }

  private void openMetrics(Rack rack) throws CommandFailure {
    HostPort address = metrics;
    if (address != null) {
      endpoint = MetricsEndpoint.open(address, rack);
    }
  }

  private static void reload(Supervisor supervisor, LiveRack live) {
    supervisor.reloading();
    String outcome = "the reload failed";
    try {
      outcome = live.reload();
    } finally {
      supervisor.ready(outcome);
    }
  }

  private void stopOnSignal(Supervisor supervisor, Rack rack, EventLoopGroup loops) {
    supervisor.stopping();
    stop(rack, loops);
  }

  private void stop(Rack rack, EventLoopGroup loops) {
    Watchdog.stopping();
    rack.stop();
    MetricsEndpoint open = endpoint;
    if (open != null) {
      open.close();
    }
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
  }
}

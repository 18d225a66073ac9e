// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.status;

import dev.serialhandshake.cli.console.CommandFailure;
import dev.serialhandshake.cli.console.ExitCode;
import dev.serialhandshake.cli.console.Terminals;
import dev.serialhandshake.cli.trust.Untrusted;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code status}: what the served lines do now. */
@Command(
    name = "status",
    header = "Show what each served line does now.",
    description = {
      "Asks each running serve of this user, or those whose sockets you name. A line is opening,"
          + " waiting (for a client), handshaking, in session, login (a person is at the login of"
          + " serve --login), or reopening (it has closed, or cannot be opened: the last column says"
          + " why).",
      ""
    })
public final class StatusCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "SOCKET",
      arity = "0..*",
      description =
          "Sockets of serve --status (default: those in $XDG_RUNTIME_DIR/serial-handshake).")
  private List<Path> named = new ArrayList<>();

  @ArgGroup private @Nullable Form form;

  /** The forms that can take the place of the table. At most one can be given. */
  static final class Form {
    @Option(
        names = "--json",
        description =
            "Print a JSON array with one object for each serve: its pid, version and start, and for"
                + " each line what it is, what it does, who is on it, and its counts"
                + " (examples/README.md lists the keys).")
    private boolean json;

    @Option(
        names = "--prometheus",
        description =
            "Print the numbers in the format of Prometheus, for the textfile collector of its"
                + " node_exporter.")
    private boolean prometheus;
  }

  @Override
  public Integer call() throws CommandFailure, IOException, InterruptedException {
    List<String> answers = named.isEmpty() ? askAll() : ask(named);
    if (form != null && form.json) {
      System.out.println("[" + String.join(",", answers) + "]");
    } else if (form != null && form.prometheus) {
      LineMetrics.write(parsed(answers), System.out);
    } else {
      List<LineStatus> lines = new ArrayList<>();
      parsed(answers).forEach(server -> lines.addAll(server.lines()));
      System.out.print(StatusTable.of(lines, Instant.now(), Terminals.columnsOfOutput()));
    }
    System.out.flush();
    return ExitCode.OK.number();
  }

  private static List<ServerStatus> parsed(List<String> answers) throws IOException {
    List<ServerStatus> servers = new ArrayList<>();
    for (String answer : answers) {
      servers.add(ServerStatus.parse(answer));
    }
    return servers;
  }

  private static List<String> ask(List<Path> sockets) throws CommandFailure, InterruptedException {
    List<String> answers = new ArrayList<>();
    Set<Path> asked = new HashSet<>();
    for (Path socket : sockets) {
      if (asked.add(socket.toAbsolutePath().normalize())) { // one that is named twice is one server
        answers.add(StatusClient.ask(socket));
      }
    }
    return answers;
  }

  /**
   * Asks all servers of this user. A socket whose server was killed, or has just ended, is left
   * out.
   */
  private static List<String> askAll() throws CommandFailure, IOException, InterruptedException {
    Path folder = StatusFolder.usual();
    if (folder == null) {
      throw new CommandFailure(
          ExitCode.USAGE, "XDG_RUNTIME_DIR is not set; name the socket of serve --status=PATH");
    }
    List<String> answers = new ArrayList<>();
    for (Path socket : sockets(folder)) {
      try {
        answers.add(StatusClient.ask(socket));
      } catch (CommandFailure e) {
        if (!(e.getCause() instanceof ConnectException
            || e.getCause() instanceof NoSuchFileException)) {
          throw e;
        }
      }
    }
    if (answers.isEmpty()) {
      throw new CommandFailure(
          ExitCode.NO_SUCH_PORT,
          "no serve of this user runs (no live socket in "
              + folder
              + "); name the socket of serve --status=PATH");
    }
    return answers;
  }

  private static List<Path> sockets(Path folder) throws CommandFailure, IOException {
    try {
      return StatusFolder.sockets(folder);
    } catch (Untrusted e) {
      throw new CommandFailure(ExitCode.NO_PERMISSION, e.getFile() + ": " + e.reason(), e);
    }
  }
}

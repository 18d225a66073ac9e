// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.terminal;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.serialhandshake.cli.console.CommandFailure;
import dev.serialhandshake.cli.console.ExitCode;
import dev.serialhandshake.cli.process.OwnEnvironment;
import dev.serialhandshake.cli.process.Program;
import dev.serialhandshake.cli.process.SystemCalls;
import dev.serialhandshake.cli.process.Users;
import dev.serialhandshake.cli.serve.service.TerminalService;
import io.netty.channel.ChannelHandler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which program asks for a login, and how it is started. */
final class Getty {

  /** The same as in systemd's serial-getty@.service. */
  static final String TERM = "vt220";

  private static final List<Path> FOLDERS =
      List.of(Path.of("/sbin"), Path.of("/usr/sbin"), Path.of("/bin"), Path.of("/usr/bin"));

  private Getty() {}

  /** The handler for the channel of each login. It starts the program. */
  static ChannelHandler sessions(String command, int baud) throws CommandFailure {
    if (!SystemCalls.areThere()) {
      throw new CommandFailure(
          ExitCode.LOGIN_SETUP,
          "--login: on this system serve cannot start a program on a terminal");
    }
    return TerminalService.sessions(command.isBlank() ? usual(baud) : given(command, baud));
  }

  /** {@code stty} makes the terminal show the rate of the line. */
  private static Program given(String command, int baud) {
    String rate = "stty " + baud + " 2>/dev/null; ";
    return program(List.of("/bin/sh", "-c", rate + command));
  }

  private static Program usual(int baud) throws CommandFailure {
    List<String> arguments = find(FOLDERS, baud);
    if (arguments == null) {
      throw new CommandFailure(
          ExitCode.LOGIN_SETUP,
          "--login: there is no agetty, getty or login on this system; give a command, for"
              + " instance --login=/bin/sh");
    }
    if (!Users.areRoot()) {
      throw new CommandFailure(
          ExitCode.LOGIN_SETUP,
          "--login: only root can start "
              + arguments.get(0)
              + "; run serve as root, or give a command, for instance --login=/bin/sh");
    }
    return program(arguments);
  }

  /**
   * The program and its arguments; null if there is none. For a getty, {@code -} means that its
   * standard input is the terminal.
   */
  static @Nullable List<String> find(List<Path> folders, int baud) {
    for (String name : List.of("agetty", "getty", "login")) {
      for (Path folder : folders) {
        Path file = folder.resolve(name);
        if (Files.isExecutable(file)) {
          List<String> all = new ArrayList<>(List.of(file.toString()));
          if (!name.equals("login")) {
            all.addAll(List.of("-L", String.valueOf(baud), "-", TERM));
          }
          return all;
        }
      }
    }
    return null;
  }

  /**
   * The program gets our environment, except for the variables of our own terminal and its
   * language.
   */
  private static Program program(List<String> arguments) {
    List<byte[]> environment = new ArrayList<>();
    for (byte[] variable : OwnEnvironment.all()) {
      if (!new String(variable, UTF_8).matches("(?s)(TERM|LANG|LANGUAGE|LC_\\w+)=.*")) {
        environment.add(variable);
      }
    }
    environment.add(("TERM=" + TERM).getBytes(UTF_8));
    List<byte[]> bytes = arguments.stream().map(each -> each.getBytes(UTF_8)).toList();
    return new Program(bytes.get(0), bytes, environment, "/".getBytes(UTF_8));
  }
}

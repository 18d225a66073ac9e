// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.terminal;

import dev.serialhandshake.cli.console.CommandFailure;
import dev.serialhandshake.cli.console.ExitCode;
import dev.serialhandshake.cli.line.DurationConverter;
import dev.serialhandshake.cli.line.LineAddress;
import dev.serialhandshake.cli.serve.line.TerminalLogin;
import dev.serialhandshake.core.ClientBegins;
import dev.serialhandshake.core.LoginSettings;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Stack;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options of a login on the same line, and of who gets the line when a client arrives. */
public final class LoginOptions {

  private static final Duration USUAL_IDLE = Duration.ofSeconds(60);

  @Option(
      names = "--login",
      paramLabel = "COMMAND",
      arity = "0..1",
      preprocessor = CommandOrLine.class,
      description = {
        "Give people with a terminal program a login on the same line, while clients get SSH."
            + " Without COMMAND the login is the system's agetty or getty, or else login; only root"
            + " can start these."
      })
  private @Nullable String command;

  @Option(
      names = "--login-idle",
      paramLabel = "TIME",
      converter = IdleConverter.class,
      description = {
        "A client may end a login session when nobody has typed there for this time (default: 60s)."
      })
  private @Nullable Duration idle;

  @Option(
      names = "--take-over",
      description = "A client may end a login session at any time, as with --login-idle 0.")
  private boolean takeOver;

  @Option(
      names = "--plain",
      description = {
        "Also serve a client that begins with SSH-2.0- and without the handshake, such as ssh"
            + " itself through the raw port of a console server."
      })
  private boolean plain;

  /**
   * The login to offer; null for none.
   *
   * @param baud the rate that its terminal shows
   * @param clientBegins what the clients of the service send first
   */
  public @Nullable TerminalLogin login(int baud, ClientBegins clientBegins) throws CommandFailure {
    if (command == null) {
      without("--login-idle", idle != null);
      without("--take-over", takeOver);
      without("--plain", plain);
      return null;
    }
    if (takeOver && idle != null) {
      throw new CommandFailure(ExitCode.USAGE, "give --take-over or --login-idle, not both");
    }
    if (plain && clientBegins != ClientBegins.SSH) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "--plain: the service after the handshake is not SSH (if it is, give --client-begins"
              + " ssh)");
    }
    Duration wait = idle == null ? USUAL_IDLE : idle;
    LoginSettings settings =
        LoginSettings.builder().idle(takeOver ? Duration.ZERO : wait).plain(plain).build();
    return new TerminalLogin(settings, Getty.sessions(command, baud));
  }

  private static void without(String option, boolean given) throws CommandFailure {
    if (given) {
      throw new CommandFailure(ExitCode.USAGE, option + " goes with --login");
    }
  }

  /**
   * The word after {@code --login} is its COMMAND, or already something else: an option, or the
   * LINE. It is the LINE if it is the last word or looks like one.
   */
  static final class CommandOrLine implements IParameterPreprocessor {
    @Override
    public boolean preprocess(
        Stack<String> arguments, CommandSpec spec, ArgSpec option, Map<String, Object> info) {
      boolean attached = "=".equals(info.get("separator"));
      boolean last = arguments.size() == 1;
      if (!attached
          && (arguments.isEmpty()
              || last
              || arguments.peek().startsWith("-")
              || LineAddress.isUnmistakable(arguments.peek())
              || isDevice(arguments.peek()))) {
        option.setValue("");
        return true;
      }
      return false;
    }

    /**
     * Whether a word is a file that is no program, such as a symbolic link to a port. It must not
     * be run as a command.
     */
    private static boolean isDevice(String word) {
      try {
        Path path = Path.of(word);
        return Files.exists(path) && !Files.isRegularFile(path);
      } catch (InvalidPathException e) {
        return false;
      }
    }
  }

  /**
   * Refuses {@code none}, which means no limit in other options. Here it would mean 0, and so let a
   * client in at any time.
   */
  static final class IdleConverter implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      if (text.equals("none")) {
        throw new TypeConversionException(
            "'none' is no time; write for instance 60s, or 0 to let a client in at any time");
      }
      return new DurationConverter().convert(text);
    }
  }
}

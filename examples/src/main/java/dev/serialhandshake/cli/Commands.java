// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import dev.serialhandshake.cli.connect.ConnectCommand;
import dev.serialhandshake.cli.console.CommandFailure;
import dev.serialhandshake.cli.console.Console;
import dev.serialhandshake.cli.console.ExitCode;
import dev.serialhandshake.cli.demo.DemoCommand;
import dev.serialhandshake.cli.line.WholeNumber;
import dev.serialhandshake.cli.probe.ProbeCommand;
import dev.serialhandshake.cli.serve.ServeCommand;
import dev.serialhandshake.cli.status.StatusCommand;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** The commands, as picocli runs them. */
public final class Commands {

  private static final Map<String, Supplier<Callable<Integer>>> COMMANDS = new LinkedHashMap<>();

  static {
    COMMANDS.put("demo", DemoCommand::new);
    COMMANDS.put("serve", ServeCommand::new);
    COMMANDS.put("connect", ConnectCommand::new);
    COMMANDS.put("status", StatusCommand::new);
    COMMANDS.put("probe", ProbeCommand::new);
    COMMANDS.put("ports", PortsCommand::new);
  }

  private Commands() {}

  /**
   * Runs one.
   *
   * @return its exit code
   */
  static int run(String... args) {
    return commandLine(args)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler((e, commandLine, parsed) -> failed(e))
        .setParameterExceptionHandler((e, arguments) -> misused(e))
        .execute(args);
  }

  /** All of them, with their options and what their help says. */
  public static CommandSpec model() {
    return commandLine().getCommandSpec();
  }

  private static int failed(Exception e) {
    Console.tell(e);
    return (e instanceof CommandFailure failure ? failure.code() : ExitCode.INTERNAL_ERROR)
        .number();
  }

  private static int misused(ParameterException e) {
    String command = e.getCommandLine().getCommandSpec().qualifiedName();
    String what = String.valueOf(e.getMessage()).replaceFirst("^Error: ", "");
    Console.say(what + "; see " + command + " --help");
    return ExitCode.USAGE.number();
  }

  /** Knows only the command that is named, if one is: reflection over all takes its time. */
  private static CommandLine commandLine(String... args) {
    CommandLine root = new CommandLine(new RootCommand());
    String named = args.length > 0 && COMMANDS.containsKey(args[0]) ? args[0] : null;
    COMMANDS.forEach(
        (name, command) -> {
          if (named == null || named.equals(name)) {
            root.addSubcommand(name, command.get());
          }
        });
    root.registerConverter(Integer.class, new WholeNumber());
    root.registerConverter(Integer.TYPE, new WholeNumber());
    root.getCommandSpec().usageMessage().exitCodeList(ExitCode.list());
    root.getSubcommands()
        .values()
        .forEach(command -> command.getCommandSpec().usageMessage().exitCodeList(ExitCode.list()));
    return root;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.ssh;

import dev.serialhandshake.cli.line.DurationConverter;
import dev.serialhandshake.cli.line.TcpKeepAlive;
import dev.serialhandshake.cli.serve.line.LineLimits;
import java.time.Duration;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How much those who have not logged in may take. */
public final class LimitOptions {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--max-connections",
      paramLabel = "N",
      defaultValue = "256",
      description = {
        "How many connections a line that listens may have. Then the first that waits, and on which"
            + " nobody has logged in yet, is closed for a new one; where there is none, the new one"
            + " is closed. 1 is for one person at a time (default: 256)."
      })
  private int connections;

  @Option(
      names = "--max-startups",
      paramLabel = "N",
      defaultValue = "30",
      description = {
        "How many clients of one line may be between the handshake and their login; further ones"
            + " are sent away (default: 30)."
      })
  private int startups;

  @Option(
      names = "--max-startups-in-all",
      paramLabel = "N",
      defaultValue = "100",
      description = "The same for all lines together (default: 100).")
  private int startupsInAll;

  @Option(
      names = "--grace",
      paramLabel = "TIME",
      defaultValue = "5m",
      converter = DurationConverter.class,
      description = {
        "For how long the session of a client with a link (connect --link) waits for its line, when"
            + " that was lost (default: 5m). A line that does not listen is free for any client"
            + " meanwhile, who then takes the place of the session that waits."
      })
  private Duration grace;

  public LineLimits ofLines(TcpKeepAlive keepAlive) {
    if (grace.isZero() || grace.toDays() >= 30) {
      throw new ParameterException(
          command.commandLine(), "--grace: give more than 0 and less than 30 days");
    }
    return new LineLimits(positive("--max-connections", connections), keepAlive, grace);
  }

  void check() {
    var unused = startups() + startupsInAll();
  }

  int startups() {
    return positive("--max-startups", startups);
  }

  int startupsInAll() {
    return positive("--max-startups-in-all", startupsInAll);
  }

  private int positive(String name, int value) {
    if (value < 1) {
      throw new ParameterException(command.commandLine(), name + ": give 1 or more");
    }
    return value;
  }
}

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

/**
 * How many connections and clients without a login there may be, and how long a link keeps a
 * session.
 */
public final class LimitOptions {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--max-connections",
      paramLabel = "N",
      defaultValue = "256",
      description = {
        "How many connections a line that listens may have (default: 256). Beyond that, a new"
            + " connection replaces the oldest one that waits for a client and on which nobody has"
            + " logged in; if there is none, the new connection is closed. 1 is for one person at a"
            + " time."
      })
  private int connections;

  @Option(
      names = "--max-startups",
      paramLabel = "N",
      defaultValue = "30",
      description = {
        "How many clients of one line may be between the handshake and their login (default: 30)."
            + " Further clients are sent away."
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
        "How long the session of a client with a link (connect --link) waits for its line after the"
            + " line was lost (default: 5m). On a line that does not listen, any client may log in"
            + " meanwhile, and the session that waits ends then."
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

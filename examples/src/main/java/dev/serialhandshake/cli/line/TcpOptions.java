// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.line;

import java.time.Duration;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code --tcp-keepalive}: when a TCP peer that is silent is given up. */
public final class TcpOptions {

  /** The longest time that Linux accepts. */
  private static final int MOST_SECONDS = 32767;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--tcp-keepalive",
      paramLabel = "TIME",
      defaultValue = "60s",
      converter = DurationConverter.class,
      description = {
        "After this time of silence, ask the TCP peer whether it is there. Give it up after the same"
            + " time again without an answer (default: 60s; none: never)."
      })
  private Duration idle;

  public TcpKeepAlive keepAlive() {
    if (!idle.isZero() && (idle.toSeconds() < 1 || idle.toSeconds() > MOST_SECONDS)) {
      throw new ParameterException(
          command.commandLine(), "--tcp-keepalive: give 1s to " + MOST_SECONDS + "s, or none");
    }
    return TcpKeepAlive.after(idle);
  }
}

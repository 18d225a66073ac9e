// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.connect;

import dev.serialhandshake.cli.line.DurationConverter;
import dev.serialhandshake.cli.line.EscapeOption;
import dev.serialhandshake.core.link.LinkSettings;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Whether there is a link, and for how long its session waits when the line is lost. */
final class LinkOptions {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--link",
      description = {
        "Repair the line: lost and changed bytes are sent again. When the line is lost, it is"
            + " opened again, and the session goes on. The other end must know links, as `serve`"
            + " does."
      })
  private boolean link;

  @Option(
      names = "--grace",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "With --link: how long a session waits for its line (default: 5m).")
  private @Nullable Duration grace;

  @Mixin private EscapeOption escape;

  boolean isAsked() {
    return link;
  }

  /** Throws a {@link ParameterException} if the options do not go together, or have a bad value. */
  void check() {
    var unused = settings(0);
  }

  /**
   * The settings of the link.
   *
   * @param baud the rate of the line; zero if it is not known
   * @return null without {@code --link}
   */
  @Nullable LinkSettings settings(int baud) {
    require(link || (grace == null && !escape.isGiven()), "--grace and --escape go with --link");
    if (!link) {
      return null;
    }
    LinkSettings.Builder settings = escape.settings(baud);
    if (grace != null) {
      require(!grace.isZero(), "--grace must be more than zero; give for instance 5m");
      require(grace.toDays() < 30, "--grace must be less than 30 days; give for instance 5m");
      settings.grace(grace);
    }
    return settings.build();
  }

  private void require(boolean holds, String rule) {
    if (!holds) {
      throw new ParameterException(command.commandLine(), rule);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.line;

import dev.serialhandshake.cli.console.CommandFailure;
import dev.serialhandshake.cli.console.ExitCode;
import dev.serialhandshake.core.link.LinkException;
import dev.serialhandshake.core.link.LinkSettings;
import java.io.IOException;
import java.time.Duration;

/** Why the session of a link ended, in one sentence: where, what, and what to do. */
public final class LinkFailures {

  private LinkFailures() {}

  /**
   * Says why a session has ended.
   *
   * @param settings of the link
   * @param e a {@link LinkException}, or an exception of the line
   */
  public static CommandFailure ended(LineAddress line, LinkSettings settings, IOException e) {
    if (!(e instanceof LinkException ended)) {
      return LineFailures.lost(line, e);
    }
    Throwable cause = ended.getCause();
    return switch (ended.end()) {
      case NO_LINK_AT_PEER ->
          failure(
              line,
              ExitCode.NO_LINK,
              "the other end shakes hands, but knows no links; leave --link out, or run a `serve`"
                  + " there that knows them",
              e);
      case OTHER_VERSION ->
          failure(
              line,
              ExitCode.NO_LINK,
              "the other end knows only links of another version; run the same version at both"
                  + " ends, or leave --link out",
              e);
      case REFUSED ->
          failure(
              line,
              ExitCode.LINE_CLOSED,
              "the line is back, but the other end does not know the session any more: it was"
                  + " started again, or another client came; connect again",
              e);
      case GRACE_OVER ->
          failure(
              line,
              ExitCode.LINE_CLOSED,
              "the line was lost, and was not back within "
                  + text(settings.grace())
                  + (cause == null ? "" : " (" + cause.getMessage() + ")")
                  + "; connect again, or give a longer --grace",
              e);
      default ->
          cause instanceof IOException lost
              ? LineFailures.lost(line, lost)
              : failure(line, ExitCode.LINE_CLOSED, e.getMessage() + "; connect again", e);
    };
  }

  private static CommandFailure failure(
      LineAddress line, ExitCode code, String message, IOException cause) {
    return new CommandFailure(code, line + ": " + message, cause);
  }

  /** {@code 5 min}, {@code 90 s}. */
  public static String text(Duration time) {
    long millis = time.toMillis();
    if (millis % 60_000 == 0) {
      return millis / 60_000 + " min";
    }
    return millis % 1000 == 0 ? millis / 1000 + " s" : millis + " ms";
  }
}

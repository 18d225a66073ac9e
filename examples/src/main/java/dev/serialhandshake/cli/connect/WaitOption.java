// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.connect;

import dev.serialhandshake.cli.console.CommandFailure;
import dev.serialhandshake.cli.console.Console;
import dev.serialhandshake.cli.console.ExitCode;
import dev.serialhandshake.cli.line.Backoff;
import dev.serialhandshake.cli.line.DurationConverter;
import dev.serialhandshake.cli.line.OpenLine;
import dev.serialhandshake.netty.serial.SerialPortException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.Stack;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** {@code --wait}: opens a line that is not there yet, or that another program still has. */
final class WaitOption {

  private static final Duration FOREVER = Duration.ofDays(36_500);
  private static final long LONGEST_PAUSE_MILLIS = 1_000;
  private static final Duration SHORTEST_TRY = Duration.ofMillis(500);

  /**
   * How long a missing permission may still go away: a new device belongs to root alone until udev
   * has given it to its group.
   */
  private static final Duration PERMISSION_TIME = Duration.ofSeconds(3);

  @Option(
      names = "--wait",
      paramLabel = "TIME",
      arity = "0..1",
      fallbackValue = "none",
      preprocessor = OnlyAttached.class,
      converter = DurationConverter.class,
      description =
          "Wait until the device, the socket or the address is there and free, for TIME at most"
              + " (default: as long as it takes).")
  private @Nullable Duration limit;

  /** Opens the line with one try, which may take the given time; zero: as long as it takes. */
  interface Opening {
    OpenLine open(Duration most) throws CommandFailure, InterruptedException;
  }

  /**
   * Opens the line: with one try, or with as many as {@code --wait} allows.
   *
   * @param once how long one try may take; zero for as long as it takes
   */
  OpenLine open(Duration once, Opening opening) throws CommandFailure, InterruptedException {
    if (limit == null) {
      return opening.open(once);
    }
    return openWithin(limit.isZero() ? FOREVER : limit, once, opening);
  }

  private static OpenLine openWithin(Duration most, Duration once, Opening opening)
      throws CommandFailure, InterruptedException {
    Backoff backoff = new Backoff(LONGEST_PAUSE_MILLIS, new SplittableRandom());
    long start = System.nanoTime();
    Duration forbiddenUntil = null;
    String told = null;
    while (true) {
      try {
        return opening.open(limitOfTry(once, most.minus(since(start))));
      } catch (CommandFailure e) {
        Duration waited = since(start);
        Duration until = mayYetOpen(e) ? most : Duration.ZERO;
        if (e.code() == ExitCode.NO_PERMISSION) {
          forbiddenUntil = forbiddenUntil == null ? waited.plus(PERMISSION_TIME) : forbiddenUntil;
          until = forbiddenUntil.compareTo(most) < 0 ? forbiddenUntil : most;
        }
        if (waited.compareTo(until) >= 0) {
          throw e;
        }
        String why = String.valueOf(e.getMessage());
        if (!why.equals(told)) {
          told = why;
          Console.say(why + " (waiting for it)");
        }
        // The pause ends with the wait at the latest. Then there is one last try.
        long left = until.minus(waited).toMillis() + 1;
        TimeUnit.MILLISECONDS.sleep(Math.min(backoff.next(), left));
      }
    }
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  /**
   * How long the next try may take. It does not go on after the end of the wait, except that the
   * last try has half a second.
   *
   * @param once the limit of each try; zero for none
   */
  private static Duration limitOfTry(Duration once, Duration left) {
    Duration most = left.compareTo(SHORTEST_TRY) < 0 ? SHORTEST_TRY : left;
    return once.isZero() || most.compareTo(once) < 0 ? most : once;
  }

  /**
   * Whether a later try may succeed: the line is not there yet, or another program has it. A file
   * that is there and is no serial port does not become one.
   */
  private static boolean mayYetOpen(CommandFailure e) {
    return switch (e.code()) {
      case CONNECTION_REFUSED, PORT_BUSY -> true;
      case NO_SUCH_PORT ->
          e.getCause() instanceof NoSuchFileException
              || (e.getCause() instanceof SerialPortException port
                  && port.reason() == SerialPortException.Reason.NO_SUCH_PORT);
      default -> false;
    };
  }

  /** The word after a bare {@code --wait} is the LINE. A TIME is written {@code --wait=TIME}. */
  static final class OnlyAttached implements IParameterPreprocessor {
    @Override
    public boolean preprocess(
        Stack<String> arguments, CommandSpec command, ArgSpec option, Map<String, Object> info) {
      if ("=".equals(info.get("separator"))) {
        if (!arguments.peek().isEmpty()) {
          return false; // picocli reads the TIME.
        }
        arguments.pop(); // "wait: true" in a file of lines becomes "--wait=".
      }
      option.setValue(Duration.ZERO);
      return true;
    }
  }
}

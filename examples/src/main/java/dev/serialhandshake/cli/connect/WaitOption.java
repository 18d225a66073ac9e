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

/** Waits for a line that is not there yet, or that another program has. */
final class WaitOption {

  private static final Duration FOREVER = Duration.ofDays(36_500);
  private static final long LONGEST_PAUSE_MILLIS = 1_000;
  private static final Duration SHORTEST_TRY = Duration.ofMillis(500);

  /** A new device is root's alone until udev has given it to its group. */
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

  /** How to open the line, once, within a time. */
  interface Opening {
    OpenLine open(Duration most) throws CommandFailure, InterruptedException;
  }

  /**
   * Opens the line.
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
        return opening.open(shorter(once, most.minus(since(start))));
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
        // Not past the end: there is a last try then.
        long left = until.minus(waited).toMillis() + 1;
        TimeUnit.MILLISECONDS.sleep(Math.min(backoff.next(), left));
      }
    }
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  /** How long a try may take, zero being no limit; the last one gets a moment. */
  private static Duration shorter(Duration once, Duration left) {
    Duration most = left.compareTo(SHORTEST_TRY) < 0 ? SHORTEST_TRY : left;
    return once.isZero() || most.compareTo(once) < 0 ? most : once;
  }

  /** Not there yet or somebody else's for now, as opposed to: there, but no line. */
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

  /** What stands behind a bare {@code --wait} is the LINE. */
  static final class OnlyAttached implements IParameterPreprocessor {
    @Override
    public boolean preprocess(
        Stack<String> arguments, CommandSpec command, ArgSpec option, Map<String, Object> info) {
      if ("=".equals(info.get("separator"))) {
        if (!arguments.peek().isEmpty()) {
          return false; // picocli goes on, and takes the TIME
        }
        arguments.pop(); // "wait: true" in a file of lines
      }
      option.setValue(Duration.ZERO);
      return true;
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.line;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads a time: {@code 500ms}, {@code 2s}, {@code 1m}, 30 days at most. {@code none} and {@code 0}
 * are zero, which stands for no limit.
 */
public final class DurationConverter implements ITypeConverter<Duration> {

  /** No wait is meant to be longer, and with this limit no sum or multiple of waits overflows. */
  private static final Duration LONGEST = Duration.ofDays(30);

  private static final Pattern DURATION = Pattern.compile("(\\d{1,7})(ms|s|m)");

  @Override
  public Duration convert(String text) {
    if (text.equals("none") || text.equals("0")) {
      return Duration.ZERO;
    }
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      throw new TypeConversionException(
          "'" + text + "' is no duration; write for instance 500ms, 2s, 1m or none");
    }
    long count = Long.parseLong(matcher.group(1));
    Duration time =
        switch (matcher.group(2)) {
          case "ms" -> Duration.ofMillis(count);
          case "s" -> Duration.ofSeconds(count);
          default -> Duration.ofMinutes(count);
        };
    if (time.compareTo(LONGEST) > 0) {
      throw new TypeConversionException(
          "'" + text + "' is too long; give 30 days (43200m) at most, or none");
    }
    return time;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.simulation;

import static java.lang.Double.parseDouble;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.concurrent.TimeUnit.MICROSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** What machines printed while they booted, recorded. */
enum BootLog {
  LINUX("boot-noise-linux.bin"),
  BIOS_AND_LINUX("boot-noise-bios-verbose.bin");

  private static final int PRIME = 7919;
  private static final String STAMP = "(?m)^\\[ *(\\d+\\.\\d{6})]";

  @SuppressWarnings("ImmutableEnumChecker") // nobody changes it
  private final byte[] bytes;

  /** When each byte was printed, in nanoseconds, as the time stamp of its line says. */
  @SuppressWarnings("ImmutableEnumChecker") // nobody changes it
  private final long[] times;

  /** Where the lines with a time stamp begin. */
  @SuppressWarnings("ImmutableEnumChecker") // nobody changes it
  private final List<Integer> lines = new ArrayList<>();

  BootLog(String resource) {
    try (InputStream in = BootLog.class.getResourceAsStream("/" + resource)) {
      bytes = in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    times = new long[bytes.length];
    Matcher stamp = Pattern.compile(STAMP).matcher(new String(bytes, ISO_8859_1));
    long time = 0;
    for (int i = 0, next = stamp.find() ? stamp.start() : -1; i < bytes.length; i++) {
      if (i == next) {
        lines.add(i);
        time = Math.max(time, MICROSECONDS.toNanos(Math.round(1e6 * parseDouble(stamp.group(1)))));
        next = stamp.find() ? stamp.start() : -1;
      }
      times[i] = time;
    }
  }

  /** Both ends start while the log is running; where in the log, the number of the run says. */
  void playsFor3s(Setup setup, int run, boolean toClient, boolean toServer) {
    setup.logUntil = SECONDS.toNanos(3);
    setup.logFrom = run * PRIME % bytes.length;
    setup.logToClient = toClient ? bytes : setup.logToClient;
    setup.logToServer = toServer ? bytes : setup.logToServer;
  }

  /**
   * The log is played to its end with the pauses that the machine made. Both ends start at one of
   * its lines, which is told by the number of the run.
   *
   * @return when the last line is printed
   */
  long playsWithItsPauses(Setup setup, int run, boolean toClient, boolean toServer) {
    int from = lines.get(run * PRIME % lines.size());
    byte[] rest = Arrays.copyOfRange(bytes, from, bytes.length);
    setup.logTimes = Arrays.stream(times, from, bytes.length).map(t -> t - times[from]).toArray();
    setup.logToClient = toClient ? rest : setup.logToClient;
    setup.logToServer = toServer ? rest : setup.logToServer;
    return setup.logTimes[rest.length - 1];
  }

  /** How many times nothing was printed for longer than that. */
  long pausesLongerThan(long nanos) {
    return IntStream.range(1, bytes.length).filter(i -> times[i] - times[i - 1] > nanos).count();
  }
}

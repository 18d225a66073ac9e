// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.examples.soak;

import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/**
 * What to soak.
 *
 * @param minutes for how long clients come
 * @param seed for all that is drawn
 * @param lines how many, if {@code only} is none of them
 * @param only the one line to run, or -1
 * @param jar the executable jar
 * @param directory for the log
 */
record SoakSettings(double minutes, long seed, int lines, int only, Path jar, Path directory) {

  /** From {@code MINUTES SEED LINES ONLY JAR DIRECTORY}; a seed of 0 is drawn. */
  static SoakSettings parse(String[] arguments) {
    long seed = Long.parseLong(arguments[1]);
    return new SoakSettings(
        Double.parseDouble(arguments[0]),
        seed == 0 ? ThreadLocalRandom.current().nextInt(1, 1_000_000) : seed,
        Integer.parseInt(arguments[2]),
        Integer.parseInt(arguments[3]),
        Path.of(arguments[4]),
        Path.of(arguments[5]));
  }

  int[] numbers() {
    return only < 0 ? IntStream.range(0, lines).toArray() : new int[] {only};
  }
}

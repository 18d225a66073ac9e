// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.examples.cli.serve;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whether hang-ups are ignored, as under {@code nohup}: our children inherit that, and then a
 * terminal that goes away ends none of them.
 */
final class HangUps {

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String FIELD = "SigIgn:";
  private static final int BIT = 0; // of SIGHUP, the first signal

  private static final boolean IGNORED = look();

  private HangUps() {}

  static boolean areIgnored() {
    return IGNORED;
  }

  private static boolean look() {
    try {
      return Files.readAllLines(STATUS).stream()
          .filter(line -> line.startsWith(FIELD))
          .map(line -> new BigInteger(line.substring(FIELD.length()).strip(), 16))
          .anyMatch(mask -> mask.testBit(BIT));
    } catch (IOException | RuntimeException e) {
      return false; // A system that does not tell: as usual, then.
    }
  }
}

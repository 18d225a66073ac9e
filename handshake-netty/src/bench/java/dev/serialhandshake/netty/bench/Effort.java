// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.bench;

import java.nio.file.Path;

/**
 * How long to measure, and where what is found goes.
 *
 * @param isQuick only as long as it takes to see that everything runs
 * @param jar the executable jar of the examples, if it was built
 */
record Effort(boolean isQuick, Path directory, String logging, Path jar) {

  int pick(int quick, int full) {
    return isQuick ? quick : full;
  }

  /** For every JVM that is started: a line in the log per handshake is not what is measured. */
  String loggingOption() {
    return "-Djava.util.logging.config.file=" + logging;
  }
}

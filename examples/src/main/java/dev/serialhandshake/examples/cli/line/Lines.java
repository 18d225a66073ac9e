// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.examples.cli.line;

import dev.serialhandshake.examples.cli.console.CommandFailure;
import java.io.IOException;
import java.time.Duration;

/** Opens lines as blocking streams, with the JDK alone where that will do: it must be quick. */
public final class Lines {

  private Lines() {}

  /**
   * Opens a line; on one that listens, waits for somebody to come.
   *
   * @param limit how long to wait; zero for as long as it takes
   */
  public static OpenLine open(LineAddress line, SerialParameters serial, Duration limit)
      throws CommandFailure {
    try {
      return line instanceof LineAddress.Serial port
          ? SerialLine.open(port.device(), serial)
          : SocketLine.open(line, limit);
    } catch (IOException e) {
      throw LineFailures.opening(line, e);
    }
  }
}

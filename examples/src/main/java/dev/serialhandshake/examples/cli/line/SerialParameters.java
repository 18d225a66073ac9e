// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.examples.cli.line;

import dev.serialhandshake.examples.cli.line.SerialOptions.Flow;
import dev.serialhandshake.examples.cli.line.SerialOptions.Parity;
import java.util.Locale;

/** The set-up of a serial port; other lines ignore it. Kept free of classes that load slowly. */
public record SerialParameters(
    int baud, int dataBits, Parity parity, int stopBits, Flow flow, boolean dtr, boolean rts) {

  /** Also those of {@link SerialOptions} where nothing is given. */
  public static final SerialParameters DEFAULTS =
      new SerialParameters(115200, 8, Parity.NONE, 1, Flow.NONE, true, true);

  /** As people write it: {@code 115200 8n1}. */
  @Override
  public String toString() {
    return baud + " " + dataBits + parity.name().toLowerCase(Locale.ROOT).charAt(0) + stopBits;
  }
}

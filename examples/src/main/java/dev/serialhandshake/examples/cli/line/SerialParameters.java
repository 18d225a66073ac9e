// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.examples.cli.line;

import dev.serialhandshake.examples.cli.line.SerialOptions.Flow;
import dev.serialhandshake.examples.cli.line.SerialOptions.Parity;
import java.util.Locale;

/** The set-up of a serial port; other lines ignore it. Kept free of classes that load slowly. */
public record SerialParameters(
    int baud, int dataBits, Parity parity, int stopBits, Flow flow, boolean dtr, boolean rts) {

  /** As people write it: {@code 115200 8n1}. */
  @Override
  public String toString() {
    return baud + " " + dataBits + parity.name().toLowerCase(Locale.ROOT).charAt(0) + stopBits;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.examples.cli.line;

import dev.serialhandshake.netty.serial.FlowControl;
import dev.serialhandshake.netty.serial.SerialSettings;
import io.netty.channel.rxtx.RxtxChannelConfig;

/** The options of the command line in the words of the library. */
@SuppressWarnings("deprecation")
public final class SerialSetup {

  private static final int READ_MILLIS = 1000;

  private SerialSetup() {}

  public static SerialSettings settings(SerialParameters parameters) {
    return new SerialSettings(
        parameters.baud(),
        RxtxChannelConfig.Databits.valueOf(parameters.dataBits()),
        RxtxChannelConfig.Stopbits.valueOf(parameters.stopBits()),
        RxtxChannelConfig.Paritybit.valueOf(parameters.parity().name()),
        flowControl(parameters),
        parameters.dtr(),
        parameters.rts(),
        READ_MILLIS,
        false);
  }

  private static FlowControl flowControl(SerialParameters parameters) {
    return switch (parameters.flow()) {
      case NONE -> FlowControl.NONE;
      case HARD -> FlowControl.RTS_CTS;
      case SOFT -> FlowControl.XON_XOFF;
    };
  }
}

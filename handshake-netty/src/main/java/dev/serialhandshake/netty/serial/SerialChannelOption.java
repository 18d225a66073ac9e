// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import io.netty.channel.ChannelOption;

/** What a {@link SerialChannel} can be told beyond {@code RxtxChannelOption}. */
public final class SerialChannelOption {

  /** Flow control of the port, {@link FlowControl#NONE} by default; fixed once the open starts. */
  public static final ChannelOption<FlowControl> FLOW_CONTROL =
      ChannelOption.valueOf(SerialChannelOption.class, "FLOW_CONTROL");

  /**
   * How long, in milliseconds, a close waits for bytes that were written and have not left the
   * machine; 500 by default. What is left after it is dropped; 0 drops it at once.
   */
  public static final ChannelOption<Integer> DRAIN_TIMEOUT =
      ChannelOption.valueOf(SerialChannelOption.class, "DRAIN_TIMEOUT");

  /**
   * Whether BREAKs are fired as {@link SerialBreakEvent}, and errors counted as {@link
   * SerialLineErrors}; on by default. Both are for Linux. BREAKs need stty(1), and DTR and RTS on;
   * counts need JNA on the class path, or what BREAKs need. It costs some milliseconds at the open.
   * Fixed once the open starts.
   */
  public static final ChannelOption<Boolean> LINE_ERRORS =
      ChannelOption.valueOf(SerialChannelOption.class, "LINE_ERRORS");

  private SerialChannelOption() {}
}

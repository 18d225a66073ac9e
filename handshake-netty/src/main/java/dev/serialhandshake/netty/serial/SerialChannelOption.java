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
   * Whether BREAKs are fired as {@link SerialBreakEvent} and damaged characters are counted; on by
   * default. It works on Linux where stty(1) is installed, with DTR and RTS on, and costs some
   * milliseconds at the open. Fixed once the open starts.
   */
  public static final ChannelOption<Boolean> LINE_ERRORS =
      ChannelOption.valueOf(SerialChannelOption.class, "LINE_ERRORS");

  private SerialChannelOption() {}
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import io.netty.channel.ChannelOption;

/**
 * The options of a {@link SerialChannel}. {@link #SETTINGS} sets all of a port at once; the options
 * after it set one value each, and what is set last wins. All are fixed once the open starts, but
 * for {@link #DTR}, {@link #RTS} and {@link #DRAIN_TIMEOUT}.
 */
public final class SerialChannelOption {

  /** How the port is set up; {@link SerialSettings#defaults()} by default. */
  public static final ChannelOption<SerialSettings> SETTINGS = option("SETTINGS");

  /** {@link SerialSettings.Builder#baudRate Bits per second}; 115200 by default. */
  public static final ChannelOption<Integer> BAUD_RATE = option("BAUD_RATE");

  /** Data bits of a character; {@link DataBits#EIGHT} by default. */
  public static final ChannelOption<DataBits> DATA_BITS = option("DATA_BITS");

  /** Parity bit of a character; {@link Parity#NONE} by default. */
  public static final ChannelOption<Parity> PARITY = option("PARITY");

  /** Stop bits of a character; {@link StopBits#ONE} by default. */
  public static final ChannelOption<StopBits> STOP_BITS = option("STOP_BITS");

  /** Who may stop the sender; {@link FlowControl#NONE} by default. */
  public static final ChannelOption<FlowControl> FLOW_CONTROL = option("FLOW_CONTROL");

  /** Whether data terminal ready is on; on by default. May change while the port is open. */
  public static final ChannelOption<Boolean> DTR = option("DTR");

  /** Whether request to send is on; on by default. May change while the port is open. */
  public static final ChannelOption<Boolean> RTS = option("RTS");

  /** {@link SerialSettings.Builder#readTimeoutMillis}; 1000 by default. */
  public static final ChannelOption<Integer> READ_TIMEOUT = option("READ_TIMEOUT");

  /**
   * Whether BREAKs are fired as {@link SerialBreakEvent}, and errors counted as {@link
   * SerialLineErrors}; on by default, but for pseudo-terminals. {@link
   * SerialSettings.Builder#lineErrors} says what it takes.
   */
  public static final ChannelOption<Boolean> LINE_ERRORS = option("LINE_ERRORS");

  /**
   * How long, in milliseconds, a connect waits after the open until the channel becomes active; 0
   * by default. For boards that reset when their port opens, and lose what they are sent meanwhile.
   */
  public static final ChannelOption<Integer> WAIT_TIME = option("WAIT_TIME");

  /**
   * How long, in milliseconds, a close waits for bytes that were written and have not left the
   * machine; 500 by default. What is left after it is dropped; 0 drops it at once.
   */
  public static final ChannelOption<Integer> DRAIN_TIMEOUT = option("DRAIN_TIMEOUT");

  private SerialChannelOption() {}

  private static <T> ChannelOption<T> option(String name) {
    return ChannelOption.valueOf(SerialChannelOption.class, name);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.telnet;

import java.util.Locale;
import java.util.Objects;

/**
 * How the serial port at the far end of a telnet connection is set up (RFC 2217). Immutable.
 *
 * <p>The defaults are 115200 baud, 8 data bits, no parity, 1 stop bit, no flow control, DTR and RTS
 * on.
 */
public final class ComPortSettings {

  /** The parity bit of a character. */
  public enum ParityBit {
    /** There is none. */
    NONE(1),
    /** Makes the number of ones odd. */
    ODD(2),
    /** Makes the number of ones even. */
    EVEN(3),
    /** Always 1. */
    MARK(4),
    /** Always 0. */
    SPACE(5);

    final int code;

    ParityBit(int code) {
      this.code = code;
    }
  }

  /** How many stop bits a character has. */
  public enum StopBitCount {
    /** 1. */
    ONE(1),
    /** 2. */
    TWO(2),
    /** 1.5. */
    ONE_AND_A_HALF(3);

    final int code;

    StopBitCount(int code) {
      this.code = code;
    }
  }

  /** Who may stop the sender. */
  public enum FlowControlKind {
    /** Nobody. */
    NONE(1),
    /** XOFF and XON in the data. */
    XON_XOFF(2),
    /** The wires RTS and CTS. */
    HARDWARE(3);

    final int code;

    FlowControlKind(int code) {
      this.code = code;
    }
  }

  private final int baudRate;
  private final int dataBits;
  private final ParityBit parity;
  private final StopBitCount stopBits;
  private final FlowControlKind flowControl;
  private final boolean dtr;
  private final boolean rts;

  private ComPortSettings(Builder builder) {
    baudRate = builder.baudRate;
    dataBits = builder.dataBits;
    parity = builder.parity;
    stopBits = builder.stopBits;
    flowControl = builder.flowControl;
    dtr = builder.dtr;
    rts = builder.rts;
  }

  /**
   * Begins with the defaults.
   *
   * @return a new builder
   */
  public static Builder builder() {
    return new Builder();
  }

  int baudRate() {
    return baudRate;
  }

  int dataBits() {
    return dataBits;
  }

  ParityBit parity() {
    return parity;
  }

  StopBitCount stopBits() {
    return stopBits;
  }

  FlowControlKind flowControl() {
    return flowControl;
  }

  boolean dtr() {
    return dtr;
  }

  boolean rts() {
    return rts;
  }

  /** For instance {@code 9600 baud, 8 data bits, parity none, stop bits one, flow control none}. */
  @Override
  public String toString() {
    return baudRate
        + " baud, "
        + dataBits
        + " data bits, parity "
        + lower(parity)
        + ", stop bits "
        + lower(stopBits)
        + ", flow control "
        + lower(flowControl)
        + (dtr ? "" : ", DTR off")
        + (rts ? "" : ", RTS off");
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** Collects settings. Only one thread at a time may use it. */
  public static final class Builder {

    private int baudRate = 115200;
    private int dataBits = 8;
    private ParityBit parity = ParityBit.NONE;
    private StopBitCount stopBits = StopBitCount.ONE;
    private FlowControlKind flowControl = FlowControlKind.NONE;
    private boolean dtr = true;
    private boolean rts = true;

    private Builder() {}

    /**
     * Sets the speed of the line. Default 115200.
     *
     * @param rate bits per second, more than zero
     * @return this builder
     */
    public Builder baudRate(int rate) {
      if (rate <= 0) { // zero would ask for the rate instead
        throw new IllegalArgumentException("baudRate must be more than zero, was " + rate);
      }
      baudRate = rate;
      return this;
    }

    /**
     * Sets the data bits of a character. Default 8.
     *
     * @param count 5 to 8
     * @return this builder
     */
    public Builder dataBits(int count) {
      if (count < 5 || count > 8) {
        throw new IllegalArgumentException("dataBits must be 5 to 8, was " + count);
      }
      dataBits = count;
      return this;
    }

    /**
     * Sets the parity bit of a character. Default none.
     *
     * @param bit the bit
     * @return this builder
     */
    public Builder parity(ParityBit bit) {
      parity = Objects.requireNonNull(bit, "parity");
      return this;
    }

    /**
     * Sets the stop bits of a character. Default 1.
     *
     * @param count how many
     * @return this builder
     */
    public Builder stopBits(StopBitCount count) {
      stopBits = Objects.requireNonNull(count, "stopBits");
      return this;
    }

    /**
     * Sets the flow control between the far port and what is connected to it. Default none.
     *
     * @param kind who may stop the sender
     * @return this builder
     */
    public Builder flowControl(FlowControlKind kind) {
      flowControl = Objects.requireNonNull(kind, "flowControl");
      return this;
    }

    /**
     * Sets data terminal ready. Default on.
     *
     * @param on whether it is on
     * @return this builder
     */
    public Builder dtr(boolean on) {
      dtr = on;
      return this;
    }

    /**
     * Sets request to send. Default on. With hardware flow control the far port controls it, and it
     * is not set.
     *
     * @param on whether it is on
     * @return this builder
     */
    public Builder rts(boolean on) {
      rts = on;
      return this;
    }

    /**
     * Makes the settings.
     *
     * @return settings that no longer depend on this builder
     */
    public ComPortSettings build() {
      return new ComPortSettings(this);
    }
  }
}

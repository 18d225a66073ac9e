// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import java.util.Locale;
import java.util.Objects;

/**
 * How a serial port is set up when it is opened. Immutable; may be used from any thread.
 *
 * <p>The defaults are those of most lines: 115200 baud, 8 data bits, no parity, 1 stop bit, no flow
 * control, DTR and RTS on. Change what differs:
 *
 * <pre>{@code
 * SerialSettings.builder().baudRate(9600).flowControl(FlowControl.RTS_CTS).build()
 * }</pre>
 *
 * <p>A value that this port or this system cannot have is refused by the open, with a {@link
 * SerialPortException} of reason {@code UNSUPPORTED_SETTING} that names the value.
 */
public final class SerialSettings {

  private static final SerialSettings DEFAULTS = builder().build();

  private final int baudRate;
  private final DataBits dataBits;
  private final Parity parity;
  private final StopBits stopBits;
  private final FlowControl flowControl;
  private final boolean dtr;
  private final boolean rts;
  private final int readTimeoutMillis;
  private final boolean lineErrors;
  private final boolean lineErrorsOnPtys;

  private SerialSettings(Builder builder) {
    baudRate = builder.baudRate;
    dataBits = builder.dataBits;
    parity = builder.parity;
    stopBits = builder.stopBits;
    flowControl = builder.flowControl;
    dtr = builder.dtr;
    rts = builder.rts;
    readTimeoutMillis = builder.readTimeoutMillis;
    lineErrors = builder.lineErrors;
    lineErrorsOnPtys = builder.lineErrorsOnPtys;
  }

  /**
   * The defaults.
   *
   * @return one shared instance
   */
  public static SerialSettings defaults() {
    return DEFAULTS;
  }

  /**
   * Begins with the defaults.
   *
   * @return a new builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Begins with these settings, to change some of them.
   *
   * @return a new builder
   */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.baudRate = baudRate;
    builder.dataBits = dataBits;
    builder.parity = parity;
    builder.stopBits = stopBits;
    builder.flowControl = flowControl;
    builder.dtr = dtr;
    builder.rts = rts;
    builder.readTimeoutMillis = readTimeoutMillis;
    builder.lineErrors = lineErrors;
    builder.lineErrorsOnPtys = lineErrorsOnPtys;
    return builder;
  }

  /**
   * Returns the speed of the line.
   *
   * @return bits per second
   */
  public int baudRate() {
    return baudRate;
  }

  /**
   * Returns the data bits of a character.
   *
   * @return how many
   */
  public DataBits dataBits() {
    return dataBits;
  }

  /**
   * Returns the parity bit of a character.
   *
   * @return what it says
   */
  public Parity parity() {
    return parity;
  }

  /**
   * Returns the stop bits of a character.
   *
   * @return how many
   */
  public StopBits stopBits() {
    return stopBits;
  }

  /**
   * Returns the flow control.
   *
   * @return who may stop the sender
   */
  public FlowControl flowControl() {
    return flowControl;
  }

  /**
   * Returns the state of data terminal ready.
   *
   * @return whether it is on
   */
  public boolean dtr() {
    return dtr;
  }

  /**
   * Returns the state of request to send.
   *
   * @return whether it is on
   */
  public boolean rts() {
    return rts;
  }

  /**
   * Returns how long one read in the system waits.
   *
   * @return milliseconds; 0 for "until there is input"
   */
  public int readTimeoutMillis() {
    return readTimeoutMillis;
  }

  /**
   * Returns whether damaged characters, BREAKs and overruns are counted.
   *
   * @return see {@link Builder#lineErrors}
   */
  public boolean lineErrors() {
    return lineErrors;
  }

  /**
   * Whether the terminal driver is to mark damaged characters in the input. Not with DTR or RTS
   * off: to set the marks opens the device once more, and an open pulses them.
   */
  boolean wantsMarks() {
    return lineErrors && dtr && rts;
  }

  /**
   * The same for a pseudo-terminal, which carries no damaged characters. To mark some, the kernel
   * would look at each character, and bulk would take three times as long. So the marks are only
   * for somebody who has asked for them.
   */
  boolean wantsMarksOnPty() {
    return lineErrorsOnPtys && wantsMarks();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SerialSettings that
        && baudRate == that.baudRate
        && dataBits == that.dataBits
        && parity == that.parity
        && stopBits == that.stopBits
        && flowControl == that.flowControl
        && dtr == that.dtr
        && rts == that.rts
        && readTimeoutMillis == that.readTimeoutMillis
        && lineErrors == that.lineErrors
        && lineErrorsOnPtys == that.lineErrorsOnPtys;
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        baudRate,
        dataBits,
        parity,
        stopBits,
        flowControl,
        dtr,
        rts,
        readTimeoutMillis,
        lineErrors,
        lineErrorsOnPtys);
  }

  /** As people write it, such as {@code 115200 8n1}; then what differs from the defaults. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(baudRate).append(' ').append(dataBits.count());
    text.append(parity.name().toLowerCase(Locale.ROOT).charAt(0)).append(stopBits.number());
    if (flowControl != FlowControl.NONE) {
      text.append(' ').append(flowControl == FlowControl.RTS_CTS ? "RTS/CTS" : "XON/XOFF");
    }
    text.append(dtr ? "" : " DTR off").append(rts ? "" : " RTS off");
    if (readTimeoutMillis != DEFAULTS.readTimeoutMillis) {
      text.append(" read timeout ").append(readTimeoutMillis).append(" ms");
    }
    return text.append(lineErrors ? "" : " line errors not counted").toString();
  }

  /** Collects settings. Not safe for use by more than one thread. */
  public static final class Builder {

    /** A terminal's timer is one byte of tenths of a second. */
    private static final int LONGEST_READ_MILLIS = 25_000;

    private int baudRate = 115_200;
    private DataBits dataBits = DataBits.EIGHT;
    private Parity parity = Parity.NONE;
    private StopBits stopBits = StopBits.ONE;
    private FlowControl flowControl = FlowControl.NONE;
    private boolean dtr = true;
    private boolean rts = true;
    private int readTimeoutMillis = 1000;
    private boolean lineErrors = true;
    private boolean lineErrorsOnPtys;

    private Builder() {}

    /**
     * The speed of the line. Default 115200. A rate that is not positive fails the open.
     *
     * @param bitsPerSecond such as 9600 or 115200
     * @return this builder
     */
    public Builder baudRate(int bitsPerSecond) {
      baudRate = bitsPerSecond;
      return this;
    }

    /**
     * Data bits of a character. Default {@link DataBits#EIGHT}.
     *
     * @param count how many
     * @return this builder
     */
    public Builder dataBits(DataBits count) {
      dataBits = Objects.requireNonNull(count, "dataBits");
      return this;
    }

    /**
     * Parity bit of a character. Default {@link Parity#NONE}.
     *
     * @param bit what it says
     * @return this builder
     */
    public Builder parity(Parity bit) {
      parity = Objects.requireNonNull(bit, "parity");
      return this;
    }

    /**
     * Stop bits of a character. Default {@link StopBits#ONE}.
     *
     * @param count how many
     * @return this builder
     */
    public Builder stopBits(StopBits count) {
      stopBits = Objects.requireNonNull(count, "stopBits");
      return this;
    }

    /**
     * Flow control. Default {@link FlowControl#NONE}.
     *
     * @param control who may stop the sender
     * @return this builder
     */
    public Builder flowControl(FlowControl control) {
      flowControl = Objects.requireNonNull(control, "flowControl");
      return this;
    }

    /**
     * Data terminal ready, set already before the open. Default on, as with any terminal program;
     * some boards reset when it goes on.
     *
     * @param on whether it is on
     * @return this builder
     */
    public Builder dtr(boolean on) {
      dtr = on;
      return this;
    }

    /**
     * Request to send, set already before the open. Default on: a peer with hardware flow control
     * does not send while it is off.
     *
     * @param on whether it is on
     * @return this builder
     */
    public Builder rts(boolean on) {
      rts = on;
      return this;
    }

    /**
     * How long a reader stays in one call of the system, in steps of 100 ms. Default 1000. It
     * delays nothing: input ends the call, and so does a close; after it the reader calls again.
     *
     * @param millis milliseconds, of which at most 25000 are used; 0 for "until there is input"
     * @return this builder
     * @throws IllegalArgumentException if it is negative
     */
    public Builder readTimeoutMillis(int millis) {
      if (millis < 0) {
        throw new IllegalArgumentException("readTimeoutMillis " + millis + ": give 0 or more");
      }
      readTimeoutMillis = Math.min(millis, LONGEST_READ_MILLIS);
      return this;
    }

    /**
     * Whether damaged characters, BREAKs and overruns are counted ({@link SerialLineErrors}), and
     * whether a {@link SerialChannel} fires BREAKs as {@link SerialBreakEvent}. Default on. Both
     * are for Linux. Counts need JNA on the class path, or what BREAKs need. BREAKs need stty(1),
     * and DTR and RTS on; for a channel this costs some milliseconds at the open.
     *
     * <p>A pseudo-terminal has no damaged characters and no BREAKs, and would be slow. So there the
     * default is off, and only a call of this method turns it on.
     *
     * @param counted whether they are counted
     * @return this builder
     */
    public Builder lineErrors(boolean counted) {
      lineErrors = counted;
      lineErrorsOnPtys = counted;
      return this;
    }

    /**
     * Ends the building; the builder may be used on.
     *
     * @return the settings
     */
    public SerialSettings build() {
      return new SerialSettings(this);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import static io.netty.util.internal.ObjectUtil.checkNotNull;
import static io.netty.util.internal.ObjectUtil.checkPositiveOrZero;

import io.netty.channel.ChannelOption;
import io.netty.channel.rxtx.RxtxChannelOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The options of a {@link SerialChannel}. Those of the line are fixed once its open starts, and
 * setting one later is refused by name; DTR and RTS may change at any time, at once. May be used
 * from any thread.
 *
 * <p>Defaults: 115200 baud, 8 data bits, no parity, 1 stop bit, no flow control. DTR and RTS are
 * on, as with any terminal program; {@code RxtxChannel} has them off, and a peer with hardware flow
 * control then never sends.
 */
@SuppressWarnings("deprecation")
public final class SerialChannelConfig extends BaseConfig {

  private final SerialChannel serialChannel;
  private final Map<ChannelOption<?>, Access<?>> options = new LinkedHashMap<>();

  private volatile int baudRate = 115200;
  private volatile Databits dataBits = Databits.DATABITS_8;
  private volatile Stopbits stopBits = Stopbits.STOPBITS_1;
  private volatile Paritybit parity = Paritybit.NONE;
  private volatile FlowControl flowControl = FlowControl.NONE;
  private volatile boolean dtr = true;
  private volatile boolean rts = true;
  private volatile int waitTime;
  private volatile int readTimeout = 1000;
  private volatile int drainTimeout = 500;
  private volatile boolean lineErrors = true;

  SerialChannelConfig(SerialChannel channel) {
    super(channel);
    serialChannel = channel;
    add(RxtxChannelOption.BAUD_RATE, this::getBaudrate, this::setBaudrate);
    add(RxtxChannelOption.DATA_BITS, this::getDatabits, this::setDatabits);
    add(RxtxChannelOption.STOP_BITS, this::getStopbits, this::setStopbits);
    add(RxtxChannelOption.PARITY_BIT, this::getParitybit, this::setParitybit);
    add(RxtxChannelOption.DTR, this::isDtr, this::setDtr);
    add(RxtxChannelOption.RTS, this::isRts, this::setRts);
    add(RxtxChannelOption.WAIT_TIME, this::getWaitTimeMillis, this::setWaitTimeMillis);
    add(RxtxChannelOption.READ_TIMEOUT, this::getReadTimeout, this::setReadTimeout);
    add(SerialChannelOption.FLOW_CONTROL, this::getFlowControl, this::setFlowControl);
    add(
        SerialChannelOption.DRAIN_TIMEOUT,
        this::getDrainTimeoutMillis,
        this::setDrainTimeoutMillis);
    add(SerialChannelOption.LINE_ERRORS, this::isLineErrors, this::setLineErrors);
  }

  SerialSettings settings() {
    return new SerialSettings(
        baudRate, dataBits, stopBits, parity, flowControl, dtr, rts, readTimeout, lineErrors);
  }

  @Override
  public Map<ChannelOption<?>, Object> getOptions() {
    return getOptions(super.getOptions(), options.keySet().toArray(new ChannelOption<?>[0]));
  }

  @Override
  public <T> @Nullable T getOption(ChannelOption<T> option) {
    Access<T> access = access(option);
    return access == null ? super.getOption(option) : access.getter().get();
  }

  @Override
  public <T> boolean setOption(ChannelOption<T> option, T value) {
    Access<T> access = access(option);
    if (access == null) {
      return super.setOption(option, value);
    }
    validate(option, value);
    access.setter().accept(value);
    return true;
  }

  private record Access<T>(Supplier<T> getter, Consumer<T> setter) {}

  private <T> void add(ChannelOption<T> option, Supplier<T> getter, Consumer<T> setter) {
    options.put(option, new Access<>(getter, setter));
  }

  @SuppressWarnings("unchecked") // As add() put them.
  private <T> @Nullable Access<T> access(ChannelOption<T> option) {
    return (Access<T>) options.get(option);
  }

  @Override
  public SerialChannelConfig setBaudrate(int baudRate) {
    serialChannel.checkNotOpened(RxtxChannelOption.BAUD_RATE);
    this.baudRate = baudRate;
    return this;
  }

  @Override
  public SerialChannelConfig setDatabits(Databits dataBits) {
    serialChannel.checkNotOpened(RxtxChannelOption.DATA_BITS);
    this.dataBits = checkNotNull(dataBits, "dataBits");
    return this;
  }

  @Override
  public SerialChannelConfig setStopbits(Stopbits stopBits) {
    serialChannel.checkNotOpened(RxtxChannelOption.STOP_BITS);
    this.stopBits = checkNotNull(stopBits, "stopBits");
    return this;
  }

  @Override
  public SerialChannelConfig setParitybit(Paritybit parity) {
    serialChannel.checkNotOpened(RxtxChannelOption.PARITY_BIT);
    this.parity = checkNotNull(parity, "parity");
    return this;
  }

  /**
   * Sets the flow control.
   *
   * @param flowControl who may stop the sender
   * @return this
   * @throws IllegalStateException if the open has started
   */
  public SerialChannelConfig setFlowControl(FlowControl flowControl) {
    serialChannel.checkNotOpened(SerialChannelOption.FLOW_CONTROL);
    this.flowControl = checkNotNull(flowControl, "flowControl");
    return this;
  }

  @Override
  public SerialChannelConfig setDtr(boolean dtr) {
    this.dtr = dtr;
    serialChannel.setLines(RxtxChannelOption.DTR, dtr, rts);
    return this;
  }

  @Override
  public SerialChannelConfig setRts(boolean rts) {
    this.rts = rts;
    serialChannel.setLines(RxtxChannelOption.RTS, dtr, rts);
    return this;
  }

  @Override
  public SerialChannelConfig setWaitTimeMillis(int waitTimeMillis) {
    serialChannel.checkNotOpened(RxtxChannelOption.WAIT_TIME);
    this.waitTime = checkPositiveOrZero(waitTimeMillis, "waitTimeMillis");
    return this;
  }

  /**
   * Sets how long the reader's thread stays in one call of the system, in steps of 100 ms; 0 is
   * without limit. It delays nothing: input ends the call, as a close does.
   *
   * @param readTimeout milliseconds, at most 25000
   * @return this
   * @throws IllegalStateException if the open has started
   */
  @Override
  public SerialChannelConfig setReadTimeout(int readTimeout) {
    serialChannel.checkNotOpened(RxtxChannelOption.READ_TIMEOUT);
    // A terminal's timer is one byte of tenths of a second.
    this.readTimeout = Math.min(checkPositiveOrZero(readTimeout, "readTimeout"), 25_000);
    return this;
  }

  /**
   * Sets how long a close waits for output.
   *
   * @param drainTimeoutMillis milliseconds; see {@link SerialChannelOption#DRAIN_TIMEOUT}
   * @return this
   */
  public SerialChannelConfig setDrainTimeoutMillis(int drainTimeoutMillis) {
    this.drainTimeout = checkPositiveOrZero(drainTimeoutMillis, "drainTimeoutMillis");
    return this;
  }

  /**
   * Sets whether BREAKs and damaged characters are reported.
   *
   * @param lineErrors see {@link SerialChannelOption#LINE_ERRORS}
   * @return this
   * @throws IllegalStateException if the open has started
   */
  public SerialChannelConfig setLineErrors(boolean lineErrors) {
    serialChannel.checkNotOpened(SerialChannelOption.LINE_ERRORS);
    this.lineErrors = lineErrors;
    return this;
  }

  @Override
  public int getBaudrate() {
    return baudRate;
  }

  @Override
  public Databits getDatabits() {
    return dataBits;
  }

  @Override
  public Stopbits getStopbits() {
    return stopBits;
  }

  @Override
  public Paritybit getParitybit() {
    return parity;
  }

  /**
   * Returns the flow control.
   *
   * @return who may stop the sender
   */
  public FlowControl getFlowControl() {
    return flowControl;
  }

  @Override
  public boolean isDtr() {
    return dtr;
  }

  @Override
  public boolean isRts() {
    return rts;
  }

  @Override
  public int getWaitTimeMillis() {
    return waitTime;
  }

  @Override
  public int getReadTimeout() {
    return readTimeout;
  }

  /**
   * Returns how long a close waits for output.
   *
   * @return milliseconds
   */
  public int getDrainTimeoutMillis() {
    return drainTimeout;
  }

  /**
   * Returns whether BREAKs and damaged characters are reported.
   *
   * @return see {@link SerialChannelOption#LINE_ERRORS}
   */
  public boolean isLineErrors() {
    return lineErrors;
  }

  @Override
  protected void autoReadCleared() {
    serialChannel.clearReadPending();
  }
}

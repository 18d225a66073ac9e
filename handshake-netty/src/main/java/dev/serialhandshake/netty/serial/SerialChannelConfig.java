// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import static io.netty.util.internal.ObjectUtil.checkNotNull;
import static io.netty.util.internal.ObjectUtil.checkPositiveOrZero;

import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultChannelConfig;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The options of a {@link SerialChannel}: those of {@link SerialChannelOption}. Most are fixed when
 * the open starts; setting one later throws an {@link IllegalStateException} that names it. DTR and
 * RTS change at once. May be used from any thread.
 *
 * <p>Where {@code netty-transport-rxtx} is on the class path, this is an {@code RxtxChannelConfig}
 * too, and takes the options of {@code RxtxChannelOption}. Unlike those of {@code RxtxChannel}, DTR
 * and RTS are on by default.
 */
public class SerialChannelConfig extends DefaultChannelConfig {

  private final SerialChannel serialChannel;
  private final Map<ChannelOption<?>, Access<?>> options = new LinkedHashMap<>();

  private volatile SerialSettings settings = SerialSettings.defaults();
  private volatile int waitTimeMillis;
  private volatile int drainTimeoutMillis = 500;

  SerialChannelConfig(SerialChannel channel) {
    super(channel);
    serialChannel = channel;
    add(SerialChannelOption.SETTINGS, this::getSettings, this::setSettings);
    addSetting(
        SerialChannelOption.BAUD_RATE, SerialSettings::baudRate, SerialSettings.Builder::baudRate);
    addSetting(
        SerialChannelOption.DATA_BITS, SerialSettings::dataBits, SerialSettings.Builder::dataBits);
    addSetting(SerialChannelOption.PARITY, SerialSettings::parity, SerialSettings.Builder::parity);
    addSetting(
        SerialChannelOption.STOP_BITS, SerialSettings::stopBits, SerialSettings.Builder::stopBits);
    addSetting(
        SerialChannelOption.FLOW_CONTROL,
        SerialSettings::flowControl,
        SerialSettings.Builder::flowControl);
    add(SerialChannelOption.DTR, this::isDtr, this::setDtr);
    add(SerialChannelOption.RTS, this::isRts, this::setRts);
    addSetting(
        SerialChannelOption.READ_TIMEOUT,
        SerialSettings::readTimeoutMillis,
        SerialSettings.Builder::readTimeoutMillis);
    addSetting(
        SerialChannelOption.LINE_ERRORS,
        SerialSettings::lineErrors,
        SerialSettings.Builder::lineErrors);
    add(SerialChannelOption.WAIT_TIME, this::getWaitTimeMillis, this::setWaitTimeMillis);
    add(
        SerialChannelOption.DRAIN_TIMEOUT,
        this::getDrainTimeoutMillis,
        this::setDrainTimeoutMillis);
  }

  /** An option that is read and set in one way. */
  final <T> void add(ChannelOption<T> option, Supplier<T> getter, Consumer<T> setter) {
    options.put(option, new Access<>(getter, setter));
  }

  /** An option that is one of the settings, fixed once the open starts. */
  final <T> void addSetting(
      ChannelOption<T> option,
      Function<SerialSettings, T> getter,
      BiFunction<SerialSettings.Builder, T, SerialSettings.Builder> setter) {
    add(
        option,
        () -> getter.apply(settings),
        value -> change(option, builder -> setter.apply(builder, value)));
  }

  private synchronized void change(
      ChannelOption<?> option, UnaryOperator<SerialSettings.Builder> change) {
    serialChannel.checkNotOpened(option);
    settings = change.apply(settings.toBuilder()).build();
  }

  private synchronized void switchLine(
      ChannelOption<?> option, UnaryOperator<SerialSettings.Builder> change) {
    settings = change.apply(settings.toBuilder()).build();
    serialChannel.setLines(option, settings);
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

  @SuppressWarnings("unchecked") // As add() put them.
  private <T> @Nullable Access<T> access(ChannelOption<T> option) {
    return (Access<T>) options.get(option);
  }

  /**
   * Returns how the port is set up, or will be.
   *
   * @return the settings now
   */
  public SerialSettings getSettings() {
    return settings;
  }

  /**
   * Sets how the port is set up, all at once.
   *
   * @param settings what the open applies
   * @return this
   * @throws IllegalStateException if the open has started
   */
  public synchronized SerialChannelConfig setSettings(SerialSettings settings) {
    serialChannel.checkNotOpened(SerialChannelOption.SETTINGS);
    this.settings = checkNotNull(settings, "settings");
    return this;
  }

  /**
   * Returns the state of data terminal ready.
   *
   * @return whether it is on
   */
  public boolean isDtr() {
    return settings.dtr();
  }

  /**
   * Switches data terminal ready; on an open port at once.
   *
   * @param dtr whether it is on
   * @return this
   * @throws UnsupportedOperationException if the open port has no such line
   */
  public SerialChannelConfig setDtr(boolean dtr) {
    switchLine(SerialChannelOption.DTR, builder -> builder.dtr(dtr));
    return this;
  }

  /**
   * Returns the state of request to send.
   *
   * @return whether it is on
   */
  public boolean isRts() {
    return settings.rts();
  }

  /**
   * Switches request to send; on an open port at once.
   *
   * @param rts whether it is on
   * @return this
   * @throws UnsupportedOperationException if the open port has no such line
   */
  public SerialChannelConfig setRts(boolean rts) {
    switchLine(SerialChannelOption.RTS, builder -> builder.rts(rts));
    return this;
  }

  /**
   * Returns how long a connect waits after the open.
   *
   * @return milliseconds; see {@link SerialChannelOption#WAIT_TIME}
   */
  public int getWaitTimeMillis() {
    return waitTimeMillis;
  }

  /**
   * Sets how long a connect waits after the open.
   *
   * @param waitTimeMillis milliseconds; see {@link SerialChannelOption#WAIT_TIME}
   * @return this
   * @throws IllegalStateException if the open has started
   */
  public SerialChannelConfig setWaitTimeMillis(int waitTimeMillis) {
    serialChannel.checkNotOpened(SerialChannelOption.WAIT_TIME);
    this.waitTimeMillis = checkPositiveOrZero(waitTimeMillis, "waitTimeMillis");
    return this;
  }

  /**
   * Returns how long a close waits for output.
   *
   * @return milliseconds; see {@link SerialChannelOption#DRAIN_TIMEOUT}
   */
  public int getDrainTimeoutMillis() {
    return drainTimeoutMillis;
  }

  /**
   * Sets how long a close waits for output; also while the port is open.
   *
   * @param drainTimeoutMillis milliseconds; see {@link SerialChannelOption#DRAIN_TIMEOUT}
   * @return this
   */
  public SerialChannelConfig setDrainTimeoutMillis(int drainTimeoutMillis) {
    this.drainTimeoutMillis = checkPositiveOrZero(drainTimeoutMillis, "drainTimeoutMillis");
    return this;
  }

  @Override
  protected void autoReadCleared() {
    serialChannel.clearReadPending();
  }
}

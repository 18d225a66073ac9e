// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.MessageSizeEstimator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.rxtx.RxtxChannelConfig;
import io.netty.channel.rxtx.RxtxChannelOption;

/** The same options under the names of {@code netty-transport-rxtx}. */
@SuppressWarnings("deprecation")
final class RxtxConfig extends SerialChannelConfig implements RxtxChannelConfig {

  RxtxConfig(SerialChannel channel) {
    super(channel);
    addSetting(
        RxtxChannelOption.BAUD_RATE, SerialSettings::baudRate, SerialSettings.Builder::baudRate);
    addSetting(
        RxtxChannelOption.DATA_BITS,
        settings -> RxtxAdapter.databits(settings.dataBits()),
        (builder, value) -> builder.dataBits(RxtxAdapter.dataBits(value)));
    addSetting(
        RxtxChannelOption.STOP_BITS,
        settings -> RxtxAdapter.stopbits(settings.stopBits()),
        (builder, value) -> builder.stopBits(RxtxAdapter.stopBits(value)));
    addSetting(
        RxtxChannelOption.PARITY_BIT,
        settings -> RxtxAdapter.paritybit(settings.parity()),
        (builder, value) -> builder.parity(RxtxAdapter.parity(value)));
    add(RxtxChannelOption.DTR, this::isDtr, this::setDtr);
    add(RxtxChannelOption.RTS, this::isRts, this::setRts);
    add(RxtxChannelOption.WAIT_TIME, this::getWaitTimeMillis, this::setWaitTimeMillis);
    addSetting(
        RxtxChannelOption.READ_TIMEOUT,
        SerialSettings::readTimeoutMillis,
        SerialSettings.Builder::readTimeoutMillis);
  }

  @Override
  public int getBaudrate() {
    return getSettings().baudRate();
  }

  @Override
  public RxtxConfig setBaudrate(int baudrate) {
    setOption(RxtxChannelOption.BAUD_RATE, baudrate);
    return this;
  }

  @Override
  public Databits getDatabits() {
    return RxtxAdapter.databits(getSettings().dataBits());
  }

  @Override
  public RxtxConfig setDatabits(Databits databits) {
    setOption(RxtxChannelOption.DATA_BITS, databits);
    return this;
  }

  @Override
  public Stopbits getStopbits() {
    return RxtxAdapter.stopbits(getSettings().stopBits());
  }

  @Override
  public RxtxConfig setStopbits(Stopbits stopbits) {
    setOption(RxtxChannelOption.STOP_BITS, stopbits);
    return this;
  }

  @Override
  public Paritybit getParitybit() {
    return RxtxAdapter.paritybit(getSettings().parity());
  }

  @Override
  public RxtxConfig setParitybit(Paritybit paritybit) {
    setOption(RxtxChannelOption.PARITY_BIT, paritybit);
    return this;
  }

  @Override
  public int getReadTimeout() {
    return getSettings().readTimeoutMillis();
  }

  @Override
  public RxtxConfig setReadTimeout(int readTimeout) {
    setOption(RxtxChannelOption.READ_TIMEOUT, readTimeout);
    return this;
  }

  @Override
  public RxtxConfig setDtr(boolean dtr) {
    super.setDtr(dtr);
    return this;
  }

  @Override
  public RxtxConfig setRts(boolean rts) {
    super.setRts(rts);
    return this;
  }

  @Override
  public RxtxConfig setWaitTimeMillis(int waitTimeMillis) {
    super.setWaitTimeMillis(waitTimeMillis);
    return this;
  }

  @Override
  public RxtxConfig setConnectTimeoutMillis(int connectTimeoutMillis) {
    super.setConnectTimeoutMillis(connectTimeoutMillis);
    return this;
  }

  @Override
  @Deprecated
  public RxtxConfig setMaxMessagesPerRead(int maxMessagesPerRead) {
    super.setMaxMessagesPerRead(maxMessagesPerRead);
    return this;
  }

  @Override
  public RxtxConfig setWriteSpinCount(int writeSpinCount) {
    super.setWriteSpinCount(writeSpinCount);
    return this;
  }

  @Override
  public RxtxConfig setAllocator(ByteBufAllocator allocator) {
    super.setAllocator(allocator);
    return this;
  }

  @Override
  public RxtxConfig setRecvByteBufAllocator(RecvByteBufAllocator allocator) {
    super.setRecvByteBufAllocator(allocator);
    return this;
  }

  @Override
  public RxtxConfig setAutoRead(boolean autoRead) {
    super.setAutoRead(autoRead);
    return this;
  }

  @Override
  public RxtxConfig setAutoClose(boolean autoClose) {
    super.setAutoClose(autoClose);
    return this;
  }

  @Override
  public RxtxConfig setWriteBufferHighWaterMark(int writeBufferHighWaterMark) {
    super.setWriteBufferHighWaterMark(writeBufferHighWaterMark);
    return this;
  }

  @Override
  public RxtxConfig setWriteBufferLowWaterMark(int writeBufferLowWaterMark) {
    super.setWriteBufferLowWaterMark(writeBufferLowWaterMark);
    return this;
  }

  @Override
  public RxtxConfig setWriteBufferWaterMark(WriteBufferWaterMark writeBufferWaterMark) {
    super.setWriteBufferWaterMark(writeBufferWaterMark);
    return this;
  }

  @Override
  public RxtxConfig setMessageSizeEstimator(MessageSizeEstimator estimator) {
    super.setMessageSizeEstimator(estimator);
    return this;
  }
}

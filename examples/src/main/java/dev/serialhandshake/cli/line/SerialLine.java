// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.line;

import dev.serialhandshake.netty.serial.SerialPortException;
import dev.serialhandshake.netty.serial.SerialSettings;
import dev.serialhandshake.netty.serial.SerialStreams;
import java.io.InputStream;
import java.io.OutputStream;

/** A serial port. */
public final class SerialLine implements OpenLine {

  private final SerialStreams port;

  private SerialLine(SerialStreams port) {
    this.port = port;
  }

  public static SerialLine open(String device, SerialSettings settings) throws SerialPortException {
    return new SerialLine(SerialStreams.open(device, settings));
  }

  @Override
  public InputStream in() {
    return port.input();
  }

  @Override
  public OutputStream out() {
    return port.output();
  }

  @Override
  public long framingErrors() {
    return port.lineErrors().framing();
  }

  @Override
  public int handOver() throws SerialPortException {
    return port.handOver();
  }

  @Override
  public void close() {
    port.close();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import com.fazecast.jSerialComm.SerialPort;
import dev.serialhandshake.netty.serial.SerialPortException.Reason;
import io.netty.channel.rxtx.RxtxChannelConfig;

/**
 * How a port is set up at the moment its open starts.
 *
 * @param baudRate bits per second
 * @param dataBits data bits of a character
 * @param stopBits stop bits of a character
 * @param parity parity bit of a character
 * @param flowControl who may stop the sender
 * @param dtr whether data terminal ready is on, already before the open
 * @param rts whether request to send is on, already before the open
 * @param readTimeout how long one read in the system waits, in milliseconds; reads are repeated
 * @param lineErrors whether damaged characters, BREAKs and overruns are counted, and for channels
 *     whether BREAKs are told as events; the first open with it loads JNA, if that is there
 */
@SuppressWarnings("deprecation")
public record SerialSettings(
    int baudRate,
    RxtxChannelConfig.Databits dataBits,
    RxtxChannelConfig.Stopbits stopBits,
    RxtxChannelConfig.Paritybit parity,
    FlowControl flowControl,
    boolean dtr,
    boolean rts,
    int readTimeout,
    boolean lineErrors) {

  /** jSerialComm would replace these values silently by others. */
  void check(String port) throws SerialPortException {
    if (baudRate <= 0) {
      throw unsupported(port, "BAUD_RATE " + baudRate + "; give a positive one, such as 115200");
    }
    if (stopBits == RxtxChannelConfig.Stopbits.STOPBITS_1_5 && !OperatingSystem.isWindows()) {
      throw unsupported(port, "STOP_BITS 1.5, known to Windows only; use 1 or 2");
    }
  }

  void applyTo(SerialPort port) {
    port.setComPortParameters(baudRate, dataBits.value(), nativeStopBits(), parity.value());
    port.setFlowControl(nativeFlowControl());
    // Before the open: jSerialComm then sets the lines first of all, and keeps HUPCL off.
    port.setDTRandRTS(dtr, rts);
    applyTimeoutsTo(port);
  }

  void applyTimeoutsTo(SerialPort port) {
    port.setComPortTimeouts(SerialPort.TIMEOUT_READ_SEMI_BLOCKING, readTimeout, 0);
  }

  /** Not with DTR or RTS off: marking opens the device once more, and an open pulses them. */
  boolean wantsMarks() {
    return lineErrors && dtr && rts;
  }

  boolean hasParity() {
    return parity != RxtxChannelConfig.Paritybit.NONE;
  }

  private int nativeStopBits() {
    return switch (stopBits) {
      case STOPBITS_1 -> SerialPort.ONE_STOP_BIT;
      case STOPBITS_1_5 -> SerialPort.ONE_POINT_FIVE_STOP_BITS;
      case STOPBITS_2 -> SerialPort.TWO_STOP_BITS;
    };
  }

  private int nativeFlowControl() {
    return switch (flowControl) {
      case NONE -> SerialPort.FLOW_CONTROL_DISABLED;
      case RTS_CTS -> SerialPort.FLOW_CONTROL_RTS_ENABLED | SerialPort.FLOW_CONTROL_CTS_ENABLED;
      case XON_XOFF ->
          SerialPort.FLOW_CONTROL_XONXOFF_IN_ENABLED | SerialPort.FLOW_CONTROL_XONXOFF_OUT_ENABLED;
    };
  }

  private static SerialPortException unsupported(String port, String what) {
    return new SerialPortException(Reason.UNSUPPORTED_SETTING, port, "cannot be set to " + what);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import com.fazecast.jSerialComm.SerialPort;
import dev.serialhandshake.netty.serial.SerialPortException.Reason;

/** Settings in the words of jSerialComm. */
final class PortSetup {

  private PortSetup() {}

  /** jSerialComm would replace these values silently by others. */
  static void check(String port, SerialSettings settings) throws SerialPortException {
    if (settings.baudRate() <= 0) {
      throw unsupported(
          port, "baud rate " + settings.baudRate() + "; give a positive one, such as 115200");
    }
    if (settings.stopBits() == StopBits.ONE_AND_A_HALF && !OperatingSystem.isWindows()) {
      throw unsupported(port, "1.5 stop bits, known to Windows only; use 1 or 2");
    }
  }

  static void apply(SerialSettings settings, SerialPort port) {
    port.setComPortParameters(
        settings.baudRate(),
        settings.dataBits().count(),
        stopBits(settings.stopBits()),
        parity(settings.parity()));
    port.setFlowControl(flowControl(settings.flowControl()));
    // Before the open: jSerialComm then sets the lines first of all, and keeps HUPCL off.
    port.setDTRandRTS(settings.dtr(), settings.rts());
    applyTimeouts(settings, port);
  }

  static void applyTimeouts(SerialSettings settings, SerialPort port) {
    port.setComPortTimeouts(SerialPort.TIMEOUT_READ_SEMI_BLOCKING, settings.readTimeoutMillis(), 0);
  }

  private static int stopBits(StopBits stopBits) {
    return switch (stopBits) {
      case ONE -> SerialPort.ONE_STOP_BIT;
      case ONE_AND_A_HALF -> SerialPort.ONE_POINT_FIVE_STOP_BITS;
      case TWO -> SerialPort.TWO_STOP_BITS;
    };
  }

  private static int parity(Parity parity) {
    return switch (parity) {
      case NONE -> SerialPort.NO_PARITY;
      case ODD -> SerialPort.ODD_PARITY;
      case EVEN -> SerialPort.EVEN_PARITY;
      case MARK -> SerialPort.MARK_PARITY;
      case SPACE -> SerialPort.SPACE_PARITY;
    };
  }

  private static int flowControl(FlowControl flowControl) {
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

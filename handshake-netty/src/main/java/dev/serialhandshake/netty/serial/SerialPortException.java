// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import java.io.IOException;

/**
 * A serial port that could not be opened or was lost. The message is one line: what is wrong, with
 * which port, what to do.
 */
public final class SerialPortException extends IOException {

  private static final long serialVersionUID = 1L;

  /** Why, for programs. */
  public enum Reason {
    /** There is no such device, or no hardware behind its name. */
    NO_SUCH_PORT,
    /** The path is a directory, a regular file or a device that is no terminal. */
    NOT_A_TTY,
    /** The user may not read and write the device. */
    NO_PERMISSION,
    /** Another channel or process has the port. */
    BUSY,
    /** An option has a value that the port or the system cannot do. */
    UNSUPPORTED_SETTING,
    /** The port was open; then the device went away, or the other end of the pseudo-terminal. */
    DISCONNECTED,
    /** jSerialComm or its native library could not be loaded. */
    NO_NATIVE_LIBRARY,
    /** Anything else; the message carries the system's error number. */
    FAILED
  }

  /** Why, for programs. */
  private final Reason reason;

  /** As it was given. */
  private final String port;

  SerialPortException(Reason reason, String port, String message) {
    super(port + ": " + message);
    this.reason = reason;
    this.port = port;
  }

  static SerialPortException disconnected(String port) {
    return new SerialPortException(
        Reason.DISCONNECTED, port, "the device is gone; plug it in and open the port again");
  }

  static SerialPortException openTimedOut(String port, int millis) {
    return new SerialPortException(
        Reason.FAILED, port, "did not open within " + millis + " ms; check the device");
  }

  /**
   * Returns why.
   *
   * @return the reason
   */
  public Reason reason() {
    return reason;
  }

  /**
   * Returns which port.
   *
   * @return the port as it was named by the caller
   */
  public String port() {
    return port;
  }
}

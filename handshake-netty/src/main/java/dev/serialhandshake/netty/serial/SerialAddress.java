// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import static io.netty.util.internal.ObjectUtil.checkNotNull;

import java.net.SocketAddress;

/** Which serial port a {@link SerialChannel} connects to. Immutable. */
public final class SerialAddress extends SocketAddress {

  private static final long serialVersionUID = 1L;

  /** As it was given. */
  private final String port;

  /**
   * Names a port. Whether there is one is known when a channel connects.
   *
   * @param port a device path, or a name such as {@code ttyUSB0} or {@code COM3}
   */
  public SerialAddress(String port) {
    this.port = checkNotNull(port, "port");
  }

  /**
   * Returns which port.
   *
   * @return the port as it was named by the caller
   */
  public String port() {
    return port;
  }

  /** Compares the names, not the devices that they lead to. */
  @Override
  public boolean equals(Object other) {
    return other instanceof SerialAddress that && port.equals(that.port);
  }

  @Override
  public int hashCode() {
    return port.hashCode();
  }

  /** Returns the port as it was named by the caller. */
  @Override
  public String toString() {
    return port;
  }
}

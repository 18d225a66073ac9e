// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import io.netty.channel.rxtx.RxtxDeviceAddress;

/** An address that says which device it is, in logs and as the name of a session's peer. */
@SuppressWarnings("deprecation") // the API of netty-transport-rxtx is what users know
final class NamedDeviceAddress extends RxtxDeviceAddress {

  private static final long serialVersionUID = 1L;

  NamedDeviceAddress(String value) {
    super(value);
  }

  @Override
  public String toString() {
    return value();
  }
}

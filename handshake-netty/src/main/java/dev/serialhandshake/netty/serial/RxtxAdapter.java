// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import io.netty.channel.rxtx.RxtxChannelConfig;
import io.netty.channel.rxtx.RxtxDeviceAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * What {@code netty-transport-rxtx} calls an address and a setting, in our words and back. It is
 * loaded only where that jar is on the class path, as is {@link RxtxConfig}; nothing else knows the
 * types of the jar.
 */
@SuppressWarnings("deprecation")
final class RxtxAdapter {

  private RxtxAdapter() {}

  /** A config that is an {@code RxtxChannelConfig} too. */
  static SerialChannelConfig config(SerialChannel channel) {
    return new RxtxConfig(channel);
  }

  /** The port that an address of rxtx names; null if it is no such address. */
  static @Nullable String port(SocketAddress address) {
    return address instanceof RxtxDeviceAddress device ? device.value() : null;
  }

  /** The same address; one of rxtx also says in logs which port it is. */
  static SocketAddress shown(SocketAddress address) {
    return address instanceof RxtxDeviceAddress device ? new ShownAddress(device.value()) : address;
  }

  private static final class ShownAddress extends RxtxDeviceAddress {

    private static final long serialVersionUID = 1L;

    ShownAddress(String value) {
      super(value);
    }

    @Override
    public String toString() {
      return value();
    }
  }

  static DataBits dataBits(RxtxChannelConfig.Databits dataBits) {
    return DataBits.of(dataBits.value());
  }

  static RxtxChannelConfig.Databits databits(DataBits dataBits) {
    return RxtxChannelConfig.Databits.valueOf(dataBits.count());
  }

  static StopBits stopBits(RxtxChannelConfig.Stopbits stopBits) {
    return switch (stopBits) {
      case STOPBITS_1 -> StopBits.ONE;
      case STOPBITS_1_5 -> StopBits.ONE_AND_A_HALF;
      case STOPBITS_2 -> StopBits.TWO;
    };
  }

  static RxtxChannelConfig.Stopbits stopbits(StopBits stopBits) {
    return switch (stopBits) {
      case ONE -> RxtxChannelConfig.Stopbits.STOPBITS_1;
      case ONE_AND_A_HALF -> RxtxChannelConfig.Stopbits.STOPBITS_1_5;
      case TWO -> RxtxChannelConfig.Stopbits.STOPBITS_2;
    };
  }

  static Parity parity(RxtxChannelConfig.Paritybit parity) {
    return Parity.valueOf(parity.name());
  }

  static RxtxChannelConfig.Paritybit paritybit(Parity parity) {
    return RxtxChannelConfig.Paritybit.valueOf(parity.name());
  }
}

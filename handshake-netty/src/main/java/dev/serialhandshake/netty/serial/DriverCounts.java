// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import com.sun.jna.Memory;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The counters that Linux keeps for a port (TIOCGICOUNT). jSerialComm does not show them, JNA can
 * ask for them, and only while the port is open.
 */
final class DriverCounts {

  /** Not of the MIPS processors; jSerialComm has no library for them. */
  private static final long TIOCGICOUNT = 0x545d;

  /**
   * {@code struct serial_icounter_struct}: numbers of 32 bits, of which the first ones are used.
   */
  private static final int STRUCT_BYTES = 80;

  private static final int FRAME = 6;
  private static final int OVERRUN = 7;
  private static final int PARITY = 8;
  private static final int BREAK = 9;
  private static final int BUFFER_OVERRUN = 10;

  private final PortDescriptor descriptor;
  private final int[] atOpen;

  private DriverCounts(PortDescriptor descriptor, int[] atOpen) {
    this.descriptor = descriptor;
    this.atOpen = atOpen;
  }

  /** Begins to count for an open port; null where nobody counts. */
  static @Nullable DriverCounts begin(PortDescriptor descriptor) {
    int[] atOpen = ask(descriptor);
    return atOpen == null ? null : new DriverCounts(descriptor, atOpen);
  }

  /** The counts since the beginning; null if the driver has none to tell any more. */
  @Nullable SerialLineErrors read() {
    int[] now = ask(descriptor);
    return now == null
        ? null
        : new SerialLineErrors(
            true,
            since(now, BREAK),
            since(now, FRAME),
            since(now, PARITY),
            OptionalLong.of(since(now, OVERRUN) + since(now, BUFFER_OVERRUN)));
  }

  private long since(int[] now, int index) {
    return Integer.toUnsignedLong(now[index] - atOpen[index]); // The counters wrap around.
  }

  private static int @Nullable [] ask(PortDescriptor descriptor) {
    try (Memory counters = new Memory(STRUCT_BYTES)) {
      return descriptor.ioctl(TIOCGICOUNT, counters)
          ? counters.getIntArray(0, BUFFER_OVERRUN + 1)
          : null;
    }
  }
}

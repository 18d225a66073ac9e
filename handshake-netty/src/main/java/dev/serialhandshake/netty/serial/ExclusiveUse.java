// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import org.jspecify.annotations.Nullable;

/**
 * Refuses an open port to other programs (TIOCEXCL). The lock that jSerialComm takes keeps out only
 * programs that ask for it; minicom, cat and a getty do not. The kernel refuses all programs but
 * those of root.
 */
final class ExclusiveUse {

  private static final long TIOCEXCL = 0x540c;
  private static final long TIOCNXCL = 0x540d;

  private final PortDescriptor descriptor;

  private ExclusiveUse(PortDescriptor descriptor) {
    this.descriptor = descriptor;
  }

  /** Begins it for an open port; null where the system cannot do it. */
  static @Nullable ExclusiveUse begin(PortDescriptor descriptor) {
    return descriptor.ioctl(TIOCEXCL) ? new ExclusiveUse(descriptor) : null;
  }

  /**
   * Ends it, while the port is still open. The kernel forgets it by itself only when no program has
   * the port open, and never for a pseudo-terminal whose other end is open.
   */
  void end() {
    descriptor.ioctl(TIOCNXCL);
  }
}

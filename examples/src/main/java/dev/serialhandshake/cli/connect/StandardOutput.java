// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.connect;

import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;

/**
 * Whether anybody can still read standard output. Java finds out only by writing to it, and before
 * the end of the handshake there is nothing to write.
 */
final class StandardOutput {

  private static final int DESCRIPTOR = 1;

  /**
   * {@code struct pollfd}: the descriptor (4 bytes), the events that are asked for (2), and those
   * that have happened (2).
   */
  private static final int POLLFD_BYTES = 8;

  private static final int REVENTS = 6;
  private static final int POLLERR = 8;
  private static final int POLLHUP = 16;

  private interface C extends Library {
    C INSTANCE = Native.load("c", C.class);

    int poll(Memory descriptors, NativeLong count, int timeoutMillis);
  }

  private StandardOutput() {}

  /** Does not block. False also where the system has no {@code poll}. */
  static boolean hasNoReader() {
    try (Memory pollfd = new Memory(POLLFD_BYTES)) {
      pollfd.clear();
      pollfd.setInt(0, DESCRIPTOR);
      return C.INSTANCE.poll(pollfd, new NativeLong(1), 0) > 0
          && (pollfd.getShort(REVENTS) & (POLLERR | POLLHUP)) != 0;
    } catch (LinkageError e) {
      return false;
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

/**
 * The state of a port's modem lines at one moment, as its driver told it. A line that the port does
 * not have is off. A record, since RS-232 has no more lines than these.
 *
 * @param cts clear to send, set by the peer
 * @param dsr data set ready, set by the peer
 * @param dcd carrier detect, set by the peer
 * @param ri ring indicator, set by the peer
 * @param dtr data terminal ready, set by us
 * @param rts request to send, set by us
 */
public record ModemLines(
    boolean cts, boolean dsr, boolean dcd, boolean ri, boolean dtr, boolean rts) {

  /** All off, as on a port that is not open. */
  static final ModemLines NONE = new ModemLines(false, false, false, false, false, false);
}

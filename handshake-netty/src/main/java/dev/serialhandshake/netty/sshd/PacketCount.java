// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.sshd;

/** A session that knows how much came in. */
interface PacketCount {

  /** Whole packets with a good MAC that were received so far; may be asked on any thread. */
  long receivedPackets();
}

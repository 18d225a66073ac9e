// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.sshd;

/** A session, of SSH or of the line below it, that knows what has passed on its line. */
interface Counted {

  /** Returns the counts of this session. */
  LineTraffic traffic();
}

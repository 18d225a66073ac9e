// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.sshd;

import java.io.IOException;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.io.IoOutputStream;

/** The SSH channel of a forwarded connection, as its socket sees it. */
interface Tunnel extends Channel {

  /** Where the bytes of the socket go; one write at a time. */
  IoOutputStream toPeer();

  /** Tells the peer that no more bytes come, after those that were sent. */
  void endOutput() throws IOException;
}

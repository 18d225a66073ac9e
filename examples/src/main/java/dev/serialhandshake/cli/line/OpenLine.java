// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.line;

import dev.serialhandshake.core.blocking.BlockingLink;
import dev.serialhandshake.core.telnet.TelnetFailure;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** An open line as blocking streams. {@link #close} ends their waits; any thread may call it. */
public interface OpenLine extends BlockingLink.Line {

  /** How many characters were received without a stop bit; zero where that is not known. */
  default long framingErrors() {
    return 0;
  }

  /**
   * The time for the handshake is over: ends the wait for the peer to agree on telnet. Without that
   * no handshake can begin.
   *
   * @return what the peer has not done; null if it has agreed, or no telnet is spoken
   */
  default @Nullable TelnetFailure giveUp() {
    return null;
  }

  /**
   * Gives the line away to another process, to which the caller sends the descriptor. Afterwards
   * {@link #close} does nothing, and this process must end by {@code Exit.leavingLinesOpen}.
   *
   * @return the number of the descriptor in this process
   * @throws IOException if the line has no descriptor, or the system does not tell its number
   */
  default int handOver() throws IOException {
    throw new IOException("it has no descriptor that another process could go on with");
  }

  /** Sets when a silent peer is asked whether it is there. Does nothing on a line without TCP. */
  default void keepAlive(TcpKeepAlive keepAlive) throws IOException {}
}

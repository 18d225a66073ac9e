// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.line;

import dev.serialhandshake.core.blocking.BlockingLink;
import dev.serialhandshake.core.telnet.TelnetFailure;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A line that is open, as blocking streams. Closing it, from any thread, ends their waits. */
public interface OpenLine extends BlockingLink.Line {

  /** How many characters came in without a stop bit; zero where nobody counts them. */
  default long framingErrors() {
    return 0;
  }

  /**
   * Why no handshake could begin, although its time is over.
   *
   * @return what the peer of telnet has not done; null if it has, or no telnet is spoken
   */
  default @Nullable TelnetFailure giveUp() {
    return null;
  }

  /**
   * Gives the line away: another process that gets its descriptor goes on with it. Afterwards
   * {@link #close} does nothing, and this process must end by {@code Exit.leavingLinesOpen}.
   *
   * @return the descriptor
   * @throws IOException where the line has none, or the system does not tell it
   */
  default int handOver() throws IOException {
    throw new IOException("it has no descriptor that another process could go on with");
  }

  /** When the peer is asked whether it is there; on lines that have no such question, never. */
  default void keepAlive(TcpKeepAlive keepAlive) throws IOException {}
}

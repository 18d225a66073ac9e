// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.line;

import dev.serialhandshake.core.ClientBegins;
import io.netty.channel.ChannelHandler;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The service that clients find after the handshake. */
public interface LineService extends AutoCloseable {

  /** A sharable handler that sets up the channel of each session. */
  ChannelHandler sessions();

  /** What its clients send first. These bytes confirm that a client is in sync. */
  ClientBegins clientBegins();

  /**
   * The address from which the sessions of a line connect to their server; null if there is no
   * fixed one.
   */
  default @Nullable String origin(String line) {
    return null;
  }

  /**
   * Called when the lines are open, or are tried again until they are. The service may now log what
   * concerns clients.
   */
  default void linesAreOpen() {}

  @Override
  default void close() throws IOException {}
}

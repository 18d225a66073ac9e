// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.line;

import dev.serialhandshake.core.ClientBegins;
import io.netty.channel.ChannelHandler;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What is behind the handshake on served lines. */
public interface LineService extends AutoCloseable {

  /** Sets up the channel of each session that begins on a line; sharable. */
  ChannelHandler sessions();

  /** What its clients' first bytes are, by which they confirm that they are in sync. */
  ClientBegins clientBegins();

  /**
   * From which address the sessions of a line come to who serves them; null where none is fixed.
   */
  default @Nullable String origin(String line) {
    return null;
  }

  /** The lines are open, or are tried again until they are: what concerns clients may be told. */
  default void linesAreOpen() {}

  @Override
  default void close() throws IOException {}
}

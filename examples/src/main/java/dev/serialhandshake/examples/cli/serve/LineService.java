// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.examples.cli.serve;

import io.netty.channel.ChannelHandler;
import java.io.IOException;

/** What is behind the handshake on served lines. */
interface LineService extends AutoCloseable {

  /** Sets up the channel of each session that begins on a line; sharable. */
  ChannelHandler sessions();

  /** Whether its clients speak first, as SSH's do, so that their first byte can confirm. */
  boolean clientSpeaksFirst();

  @Override
  default void close() throws IOException {}
}

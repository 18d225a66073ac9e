// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.sshd;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoopGroup;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A kind of line, with an event loop of its own, one for both ends. */
interface Transport extends AutoCloseable {

  EventLoopGroup group();

  /** Opens the server's end, or listens for it: the channel that is open then. */
  Channel serve(ChannelHandler lineInitializer) throws InterruptedException;

  /** The client's end of the line, without handlers. */
  Bootstrap clientEnd();

  /** Ends the event loop, and with it what is open. */
  @Override
  default void close() {
    group().shutdownGracefully(0, 10, TimeUnit.SECONDS).syncUninterruptibly();
  }

  /** Makes one in a directory. */
  @FunctionalInterface
  interface Kind {
    Transport open(Path directory);
  }
}

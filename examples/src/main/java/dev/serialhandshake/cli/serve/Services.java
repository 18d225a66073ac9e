// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve;

import dev.serialhandshake.cli.console.Console;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;

/** What the services behind a handshake have in common. */
final class Services {

  private Services() {}

  /** A session failed: says so, and ends it. The line goes back to the handshake. */
  static void end(ChannelHandlerContext session, Throwable cause) {
    Watchdog.seen(cause);
    Console.say(name(session.channel()) + ": session failed: " + cause.getMessage());
    close(session.channel());
  }

  static void close(Channel channel) {
    channel.close().addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
  }

  /** The line that a session or a line's channel is on, as the person at the console named it. */
  static String name(Channel channel) {
    for (Channel line = channel; line != null; line = line.parent()) {
      String name = line.attr(ServedLine.NAME).get();
      if (name != null) {
        return name;
      }
    }
    return channel.toString();
  }
}

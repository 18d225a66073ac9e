// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.line;

import dev.serialhandshake.cli.log.EventKind;
import dev.serialhandshake.cli.log.LogEvent;
import dev.serialhandshake.cli.serve.watchdog.Watchdog;
import dev.serialhandshake.netty.telnet.TelnetHandler;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.AttributeKey;
import org.jspecify.annotations.Nullable;

/** The channels of a line, and those of the sessions on it: their name, and their end. */
public final class LineChannels {

  /** On a line's channel: what the line is called, in a file of lines or as its LINE. */
  static final AttributeKey<String> NAME = AttributeKey.valueOf(LineChannels.class, "NAME");

  /** On a channel that speaks telnet: its handler, also when the pipeline is empty again. */
  static final AttributeKey<TelnetHandler> TELNET =
      AttributeKey.valueOf(LineChannels.class, "TELNET");

  /** On a login's channel: the path of its terminal. */
  public static final AttributeKey<String> TERMINAL =
      AttributeKey.valueOf(LineChannels.class, "TERMINAL");

  /** On a session's channel: it has failed, and that was told. */
  private static final AttributeKey<Boolean> FAILED =
      AttributeKey.valueOf(LineChannels.class, "FAILED");

  private LineChannels() {}

  /**
   * A session failed: says so, once, and ends it. The line goes back to the handshake. Any thread.
   */
  public static void end(ChannelHandlerContext session, Throwable cause) {
    Watchdog.seen(cause);
    if (session.channel().attr(FAILED).setIfAbsent(true) == null) {
      tellFailed(session, cause);
    }
    close(session.channel());
  }

  private static void tellFailed(ChannelHandlerContext session, Throwable cause) {
    String why = String.valueOf(cause.getMessage());
    SessionEnd.because(session.channel(), why);
    Connection connection = Connection.of(session.channel());
    if (connection != null) {
      connection.sessionFailed(cause);
    }
    event(EventKind.FAILED, session.channel(), "session failed: " + why).cause(why).tell();
  }

  /** Begins to tell what happens on the line that a session or a line's channel is on. */
  public static LogEvent.Builder event(EventKind kind, Channel channel, String message) {
    Connection connection = Connection.of(channel);
    return connection == null
        ? LogEvent.of(kind, name(channel), message)
        : connection.event(kind, message);
  }

  /** The telnet that a line's channel speaks, or the connection that carries it; null for none. */
  static @Nullable TelnetHandler telnet(Channel line) {
    TelnetHandler own = line.attr(TELNET).get();
    return own != null || line.parent() == null ? own : line.parent().attr(TELNET).get();
  }

  public static void close(Channel channel) {
    channel.close().addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
  }

  /** What the line is called that a session or a line's channel is on. */
  public static String name(Channel channel) {
    for (Channel line = channel; line != null; line = line.parent()) {
      String name = line.attr(NAME).get();
      if (name != null) {
        return name;
      }
    }
    return channel.toString();
  }
}

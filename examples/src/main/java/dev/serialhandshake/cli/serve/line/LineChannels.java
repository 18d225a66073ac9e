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

/**
 * What the channels of lines, and of the sessions on them, have in common: their name and their
 * end.
 */
public final class LineChannels {

  /** On a line's channel: the name of the line, from a file of lines or its LINE. */
  static final AttributeKey<String> NAME = AttributeKey.valueOf(LineChannels.class, "NAME");

  /** On a channel that speaks telnet: its handler, also when the pipeline is empty again. */
  static final AttributeKey<TelnetHandler> TELNET =
      AttributeKey.valueOf(LineChannels.class, "TELNET");

  /** On a login's channel: the path of its terminal. */
  public static final AttributeKey<String> TERMINAL =
      AttributeKey.valueOf(LineChannels.class, "TERMINAL");

  /** On a session's channel: its failure was logged. */
  private static final AttributeKey<Boolean> FAILED =
      AttributeKey.valueOf(LineChannels.class, "FAILED");

  private LineChannels() {}

  /**
   * A session has failed: logs that once, and closes the channel of the session. The line then
   * waits for the next handshake. Any thread may call this.
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

  /**
   * Begins an event of the line to which a channel belongs, of the line itself or of a session on
   * it.
   */
  public static LogEvent.Builder event(EventKind kind, Channel channel, String message) {
    Connection connection = Connection.of(channel);
    return connection == null
        ? LogEvent.of(kind, name(channel), message)
        : connection.event(kind, message);
  }

  /**
   * The telnet handler of a line's channel, or of the connection that carries the line; null if
   * there is none.
   */
  static @Nullable TelnetHandler telnet(Channel line) {
    TelnetHandler own = line.attr(TELNET).get();
    return own != null || line.parent() == null ? own : line.parent().attr(TELNET).get();
  }

  public static void close(Channel channel) {
    channel.close().addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
  }

  /** The name of the line to which a channel belongs, of the line itself or of a session on it. */
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

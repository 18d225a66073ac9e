// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.line;

import dev.serialhandshake.cli.log.EventKind;
import dev.serialhandshake.netty.link.LinkChannel;
import dev.serialhandshake.netty.link.LinkHandler;
import dev.serialhandshake.netty.link.LinkStatusEvent;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells what becomes of a session on a link while its line is away. First in the session's
 * pipeline.
 */
final class LinkRecord extends ChannelInboundHandlerAdapter {

  private boolean waits;
  private long lostAt;
  private @Nullable LoggedIn who;

  /** A connection carries no session any more: that is over, or waits for the next connection. */
  static void lineOver(Connection connection, Channel session, LinkHandler handler) {
    LinkChannel link = handler.session();
    LinkRecord record = link == null ? null : link.pipeline().get(LinkRecord.class);
    if (link != null && record != null && link.isOpen()) {
      record.interrupted(connection);
    } else {
      connection.sessionEnded(link == null ? session : link);
    }
  }

  private void interrupted(Connection connection) {
    waits = true;
    lostAt = System.nanoTime();
    who = connection.loggedIn();
    connection
        .event(EventKind.NOTICE, "the line was lost; the session" + ofWhom() + " waits for it")
        .user(who == null ? null : who.user())
        .tell();
  }

  private String ofWhom() {
    return who == null ? "" : " of " + who.user();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext session, Object event) {
    Connection connection = Connection.of(session.channel());
    if (event instanceof LinkStatusEvent status
        && status.kind() == LinkStatusEvent.Kind.RESUMED
        && connection != null) {
      waits = false;
      connection.goesOn(who);
      long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - lostAt);
      connection
          .event(
              EventKind.NOTICE,
              "the line is back after " + seconds + " s; the session" + ofWhom() + " goes on")
          .user(who == null ? null : who.user())
          .tell();
    }
    session.fireUserEventTriggered(event);
  }

  @Override
  public void channelInactive(ChannelHandlerContext session) {
    Connection connection = Connection.of(session.channel());
    if (waits && connection != null) {
      String cause = SessionEnd.cause(session.channel());
      connection
          .event(
              EventKind.END,
              "session over" + ofWhom() + ", which waited" + (cause == null ? "" : ": " + cause))
          .user(who == null ? null : who.user())
          .key(who == null ? null : who.key())
          .cause(cause)
          .tell();
    }
    session.fireChannelInactive();
  }
}

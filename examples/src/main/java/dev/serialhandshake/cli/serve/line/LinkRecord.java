// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.line;

import dev.serialhandshake.cli.log.EventKind;
import dev.serialhandshake.cli.status.Visitor;
import dev.serialhandshake.netty.link.LinkChannel;
import dev.serialhandshake.netty.link.LinkHandler;
import dev.serialhandshake.netty.link.LinkStatusEvent;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Logs what becomes of a session on a link while its line is lost. First in the session's pipeline.
 */
final class LinkRecord extends ChannelInboundHandlerAdapter {

  /** The session while it waits for its line; null otherwise. */
  private @Nullable SessionSoFar waiting;

  /**
   * Whose session waits for its line.
   *
   * @return null if it does not wait
   */
  static @Nullable Visitor whoWaits(LinkChannel session) {
    LinkRecord record = session.pipeline().get(LinkRecord.class);
    SessionSoFar waiting = record == null ? null : record.waiting;
    Duration left = session.graceLeft();
    return waiting == null || left == null ? null : waiting.waitsUntil(Instant.now().plus(left));
  }

  /**
   * A connection has lost its session: either the session is over, or it waits for the next
   * connection.
   */
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
    SessionSoFar session = connection.soFar();
    waiting = session;
    connection
        .event(EventKind.NOTICE, "the line was lost; the session" + session + " waits for it")
        .user(session.user())
        .tell();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext session, Object event) {
    Connection connection = Connection.of(session.channel());
    SessionSoFar former = waiting;
    if (event instanceof LinkStatusEvent status
        && status.kind() == LinkStatusEvent.Kind.RESUMED
        && connection != null
        && former != null) {
      waiting = null;
      long seconds = connection.goesOn(former).toSeconds();
      connection
          .event(
              EventKind.NOTICE,
              "the line is back after " + seconds + " s; the session" + former + " goes on")
          .user(former.user())
          .tell();
    }
    session.fireUserEventTriggered(event);
  }

  @Override
  public void channelInactive(ChannelHandlerContext session) {
    Connection connection = Connection.of(session.channel());
    SessionSoFar over = waiting;
    if (over != null && connection != null) {
      waiting = null;
      Duration lasted = connection.lasted(over);
      String cause = SessionEnd.cause(session.channel());
      connection
          .event(
              EventKind.END,
              "session over" + over + ", which waited" + (cause == null ? "" : ": " + cause))
          .user(over.user())
          .key(over.key())
          .duration(lasted)
          .bytes(over.in(), over.out())
          .cause(cause)
          .tell();
    }
    session.fireChannelInactive();
  }
}

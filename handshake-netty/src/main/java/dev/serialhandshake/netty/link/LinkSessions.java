// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.link;

import dev.serialhandshake.core.Role;
import dev.serialhandshake.core.link.Link;
import dev.serialhandshake.core.link.LinkEnd;
import dev.serialhandshake.core.link.LinkSettings;
import dev.serialhandshake.netty.HandshakeHandler;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One end of a line that carries links. It outlives the channels of the line: when one of them is
 * lost, the session on it waits here, and goes on over the next.
 *
 * <p>A client: each channel that is opened to the line gets a handler, after the one that shakes
 * hands. The first one begins the session. After an interruption the next one resumes it.
 *
 * <pre>{@code
 * LinkSessions link = LinkSessions.client(LinkSettings.defaults(), new SshClientHandler());
 * channel.pipeline().addLast(HandshakeHandler.client(), link.handler());
 * }</pre>
 *
 * <p>A server: the handler recognises a link by its first bytes. A client without one goes to the
 * next handlers of the channel, as if there were no links.
 *
 * <pre>{@code
 * LinkSessions links = LinkSessions.server(LinkSettings.defaults(), new SshServerHandler());
 * channel.pipeline().addLast(HandshakeHandler.server(), links.handler(), new SshServerHandler());
 * }</pre>
 *
 * <p>The handlers of a session are in the pipeline of a {@link LinkChannel}, whose {@code parent()}
 * is the channel that carries it. They hear of interruptions by {@link LinkStatusEvent}.
 *
 * <p><b>Threads.</b> All channels of a line must be on one event loop, where everything happens. A
 * channel on another loop is closed, with an exception that says so. A client opens its next
 * channel with the session's loop as the group of its {@code Bootstrap}: {@code
 * group(session.eventLoop())}.
 *
 * <p><b>Security.</b> A link authenticates nobody and encrypts nothing. SSH must run on it.
 */
public final class LinkSessions {

  private final Role role;
  private final LinkSettings settings;
  private final ChannelHandler sessionHandler;
  private final int mostWaiting;
  private final RandomGenerator random = new SecureRandom();

  /** Of a server, by their numbers: those that a client may resume. The oldest first. */
  private final Map<String, LinkChannel> sessions = new LinkedHashMap<>();

  /** The session of a client. */
  private @Nullable LinkChannel own;

  private LinkSessions(
      Role role, LinkSettings settings, ChannelHandler sessionHandler, int mostWaiting) {
    this.role = role;
    this.settings = Objects.requireNonNull(settings, "settings");
    this.sessionHandler = Objects.requireNonNull(sessionHandler, "sessionHandler");
    this.mostWaiting = mostWaiting;
  }

  /**
   * Makes the client, the side that begins. It has one session at a time.
   *
   * @param settings the waits and sizes of the link
   * @param sessionHandler is added to the pipeline of each session: usually a {@code
   *     ChannelInitializer}
   * @return one end of a line
   */
  public static LinkSessions client(LinkSettings settings, ChannelHandler sessionHandler) {
    return new LinkSessions(Role.CLIENT, settings, sessionHandler, 1);
  }

  /**
   * Makes the server, the side that waits, on a line that has one channel at a time, such as a
   * serial port. The newest client has the line. So a new session ends a session that waits for its
   * line, and so does a client without a link whose first bytes are {@code SSH-}. A session that is
   * {@linkplain #loggedIn logged in} ends only when the newer one has logged in too.
   *
   * <p>No noise may reach the handler. With a {@link HandshakeHandler}, set {@link
   * dev.serialhandshake.core.ClientBegins#SSH_OR_LINK}.
   *
   * @param settings the waits and sizes of each link
   * @param sessionHandler is added to the pipeline of each session, so it must be sharable: usually
   *     a {@code ChannelInitializer}
   * @return one end of a line
   */
  public static LinkSessions server(LinkSettings settings, ChannelHandler sessionHandler) {
    return new LinkSessions(Role.SERVER, settings, sessionHandler, 0);
  }

  /**
   * Makes the server, the side that waits, on a line that accepts connections. Each connection may
   * have a session. A client finds its session again over a new connection, also when the server
   * has not noticed yet that the former connection is lost.
   *
   * @param settings the waits and sizes of each link
   * @param sessionHandler is added to the pipeline of each session, so it must be sharable: usually
   *     a {@code ChannelInitializer}
   * @param mostWaiting how many sessions may wait for their lines. Beyond that number the oldest
   *     one that is not {@linkplain #loggedIn logged in} ends, or the oldest one if all are
   * @return one end of a line
   */
  public static LinkSessions serverOfMany(
      LinkSettings settings, ChannelHandler sessionHandler, int mostWaiting) {
    if (mostWaiting < 1) {
      throw new IllegalArgumentException("mostWaiting must be positive, was " + mostWaiting);
    }
    return new LinkSessions(Role.SERVER, settings, sessionHandler, mostWaiting);
  }

  /**
   * Makes a handler for one channel of the line. Add it after the handler that shakes hands. May be
   * called on any thread.
   *
   * @return a new handler
   */
  public LinkHandler handler() {
    return new LinkHandler(this, role);
  }

  /**
   * Tells that the client of a session has logged in. From then on only a client that has logged in
   * too can end the session while it waits for its line. A server whose application never calls
   * this treats all sessions alike. Call it on the event loop of the line.
   *
   * @param session a {@link LinkChannel} of this line, or the channel of a client without a link
   */
  public void loggedIn(Channel session) {
    LinkChannel link = session instanceof LinkChannel channel ? channel : null;
    if (link != null) {
      link.loggedIn();
    }
    if (role == Role.SERVER && mostWaiting == 0) {
      waiting().filter(other -> !other.equals(link)).toList().forEach(LinkSessions::replace);
    }
  }

  /**
   * Ends all sessions, also those that wait for their lines. Call it on the event loop of the line.
   */
  public void close() {
    sessions().forEach(session -> session.endNow(null));
  }

  /**
   * The sessions that were begun and have not ended, with a line or without. Call it on the event
   * loop of the line.
   *
   * @return the oldest first
   */
  public List<LinkChannel> sessions() {
    return own == null ? List.copyOf(sessions.values()) : List.of(own);
  }

  LinkSettings settings() {
    return settings;
  }

  /** The session of a client that its next line is for: the one that waits, or a new one. */
  LinkChannel ofClient(ChannelHandlerContext line) {
    LinkChannel waiting = own;
    if (waiting == null) {
      waiting = make(Link.client(settings, random), line, "");
      own = waiting;
    } else if (waiting.line() != null) {
      throw new IllegalStateException("the session has a line already");
    }
    return waiting;
  }

  /** The session that a client may resume; null where there is none. */
  @Nullable LinkChannel find(String number) {
    return sessions.get(number);
  }

  /** A session that may come about. */
  LinkChannel ofServer(String number, ChannelHandlerContext line) {
    return make(Link.server(settings, random), line, number);
  }

  private LinkChannel make(Link link, ChannelHandlerContext line, String number) {
    return new LinkChannel(this, link, line, sessionHandler, number);
  }

  /** A client has got its answer, so it may resume the session from now on. */
  void accepted(LinkChannel session) {
    if (role == Role.SERVER) {
      sessions.put(session.number(), session);
    }
  }

  /** A client has the line: its session is there, or it speaks SSH without a link. */
  void lineIsTaken() {
    if (mostWaiting == 0) {
      waiting().filter(session -> !session.isLoggedIn()).toList().forEach(LinkSessions::replace);
    }
  }

  /** A session has lost its line. */
  void waits(LinkChannel session) {
    if (role == Role.SERVER) {
      List<LinkChannel> all =
          waiting().sorted(Comparator.comparing(LinkChannel::isLoggedIn)).toList();
      int most = Math.max(1, mostWaiting);
      all.subList(0, Math.max(0, all.size() - most)).forEach(LinkSessions::replace);
    }
  }

  /** The oldest first. */
  private Stream<LinkChannel> waiting() {
    return sessions.values().stream().filter(session -> session.line() == null);
  }

  private static void replace(LinkChannel session) {
    session.endNow(LinkEnd.REPLACED);
  }

  void ended(LinkChannel session) {
    sessions.remove(session.number(), session);
    if (session.equals(own)) {
      own = null;
    }
  }
}

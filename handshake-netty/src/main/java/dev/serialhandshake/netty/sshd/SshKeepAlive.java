// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.sshd;

import java.io.IOException;
import java.time.Duration;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.CommonModuleProperties;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.future.GlobalRequestFuture;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.session.ReservedSessionMessagesHandler;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionHeartbeatController.HeartbeatType;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.SshServer;
import org.jspecify.annotations.Nullable;

/**
 * Keep-alive for a server on lines. It asks a client that has logged in regularly whether it is
 * there, and ends the session when the client does not answer. The reason: nothing closes on a
 * serial line when its client dies, and the heartbeats of MINA's servers ask for no answer.
 *
 * <p><b>A client on a line</b> has the same by default: one request every 30 s, of which 3 may be
 * without an answer. It asks after its login, and not during a key re-exchange; then MINA's {@code
 * AUTH_TIMEOUT} and {@code IDLE_TIMEOUT} end a session whose server is gone. A client for which you
 * set a heartbeat, or switch it off, is left as it is: by {@code HEARTBEAT_INTERVAL}, {@code
 * SESSION_HEARTBEAT_TYPE} or a {@code ReservedSessionMessagesHandler}.
 *
 * <p>An answer is activity for MINA's {@code IDLE_TIMEOUT}: a client that answers does not time
 * out.
 *
 * <p><b>Before the login</b> SSH asks no client to answer, so the server watches its pace. The
 * session ends
 *
 * <ul>
 *   <li>when the next packet of the key exchange takes too long;
 *   <li>when the rest of a packet takes too long, because the SYNs of a next client look like the
 *       beginning of a packet;
 *   <li>at once when bytes arrive that no SSH client sends.
 * </ul>
 *
 * <p>A person may take as long as MINA's {@code AUTH_TIMEOUT} allows, to compare a host key or to
 * remember a passphrase. MINA checks once a second, if its {@code AUTH_TIMEOUT} or {@code
 * IDLE_TIMEOUT} is on; both are on by default.
 *
 * <p><b>A slow line</b> is not a dead client. A request that waits after other output does not
 * count yet. A request may also have been written after output that is still in a buffer on its
 * way. Then the client gets as much more time as this output takes at the measured rate of the
 * line, so a client that dies while it receives is noticed later. A client whose bytes still arrive
 * is there, because its answer comes after them.
 *
 * <p>While the session of a {@linkplain dev.serialhandshake.netty.link.LinkChannel link} waits for
 * its line, no request is sent, and the session does not end: the link's grace time counts. A link
 * finds out by itself that its line is lost, after its own {@linkplain
 * dev.serialhandshake.netty.link.LinkChannel#silence silence}. So on a link all limits here are
 * longer by that time: the keep-alive does not end a session of which the link has not yet found
 * out that it must wait.
 *
 * <p>During a key re-exchange no request may be sent. The client's next bytes are due within the
 * same time.
 */
public final class SshKeepAlive implements ReservedSessionMessagesHandler {
  private static final Duration SHORTEST_LOGIN_STEP = Duration.ofSeconds(10);

  /**
   * How much longer than on an empty line an answer may take, at the most. The rate of a line is
   * guessed from few bytes at first; a client that died at the beginning of a long answer must not
   * keep its line for as long as a wrong guess says.
   */
  private static final int MOST_PATIENCE = 16;

  /** For clients that have set nothing: a line of 9600 baud takes half a minute for 32 KiB. */
  private static final Duration CLIENTS_INTERVAL = Duration.ofSeconds(30);

  private static final int CLIENTS_UNANSWERED = 3;

  private static final String REQUEST = "keepalive@openssh.com";
  private static final AttributeKey<Requests> REQUESTS = new AttributeKey<>();

  private final long intervalNanos;
  private final int maxUnanswered;

  private SshKeepAlive(Duration interval, int maxUnanswered) {
    intervalNanos = interval.toNanos();
    this.maxUnanswered = maxUnanswered;
  }

  /**
   * Switches keep-alive on for the sessions of a server. The session of a silent client ends after
   * {@code interval * (maxUnanswered + 1)} at most; before the login after the same time, but not
   * less than 10 s. Replaces the heartbeat, the {@code ReservedSessionMessagesHandler} and the
   * session factory of the server.
   *
   * @param server the server, before it is started
   * @param interval between two requests; on a slow line it should be well above the time that 32
   *     KiB take
   * @param maxUnanswered how many requests in a row may be without an answer
   * @throws IllegalArgumentException if one of the numbers is not positive
   */
  public static void install(SshServer server, Duration interval, int maxUnanswered) {
    Duration silence = interval.multipliedBy(maxUnanswered + 1L);
    install(
        server,
        interval,
        maxUnanswered,
        silence.compareTo(SHORTEST_LOGIN_STEP) > 0 ? silence : SHORTEST_LOGIN_STEP);
  }

  /**
   * Switches keep-alive on for the sessions of a server, with a limit of its own for the time
   * before the login.
   *
   * @param server the server, before it is started
   * @param interval between two requests; on a slow line it should be well above the time that 32
   *     KiB take
   * @param maxUnanswered how many requests in a row may be without an answer
   * @param loginStep how long one packet of the login may take to arrive and to be answered, where
   *     no person is asked; the rest of a packet that has begun may take half of it; on a slow line
   *     it should be well above the time that 8 KiB take
   * @throws IllegalArgumentException if one of the numbers is not positive
   */
  public static void install(
      SshServer server, Duration interval, int maxUnanswered, Duration loginStep) {
    checkPositive("interval", interval);
    checkPositive("loginStep", loginStep);
    if (maxUnanswered <= 0) {
      throw new IllegalArgumentException("maxUnanswered must be positive, not " + maxUnanswered);
    }
    server.setReservedSessionMessagesHandler(new SshKeepAlive(interval, maxUnanswered));
    server.setSessionFactory(
        new ServedSession.Factory(
            server, loginStep, interval.multipliedBy(maxUnanswered + 1L), System::nanoTime));
    server.setSessionHeartbeat(HeartbeatType.RESERVED, interval);
  }

  /** Switches it on for a client's session, unless something is set for its heartbeat. */
  static void installDefault(Session client) {
    boolean set =
        client.getReservedSessionMessagesHandler() != null
            || CoreModuleProperties.HEARTBEAT_INTERVAL.getOrNull(client) != null
            || CommonModuleProperties.SESSION_HEARTBEAT_TYPE.getOrNull(client) != null;
    if (!set) {
      client.setReservedSessionMessagesHandler(
          new SshKeepAlive(CLIENTS_INTERVAL, CLIENTS_UNANSWERED));
      client.setSessionHeartbeat(HeartbeatType.RESERVED, CLIENTS_INTERVAL);
    }
  }

  private static void checkPositive(String name, Duration time) {
    if (time.isNegative() || time.isZero()) {
      throw new IllegalArgumentException(name + " must be positive, not " + time);
    }
  }

  /** Called by MINA once in an interval, on its timer thread; an exception ends the session. */
  @Override
  public boolean sendReservedHeartbeat(ConnectionService service) throws IOException {
    Session session = service.getSession();
    return session.computeAttributeIfAbsent(REQUESTS, key -> new Requests()).send(session);
  }

  /** The requests of one session: sent by the timer, answered on the event loop. */
  private final class Requests {
    private @Nullable GlobalRequestFuture last;
    private int unanswered;
    private int patience;
    private LineTraffic.@Nullable Mark seen;

    synchronized boolean send(Session session) throws IOException {
      LineTraffic traffic = trafficOf(session);
      if (LineIoSession.isAway(session.getIoSession())) {
        unanswered = 0;
        seen = null;
        return false;
      }
      if (traffic != null && (seen == null || traffic.isLively(seen))) {
        seen = traffic.mark();
        unanswered = 0;
      }
      GlobalRequestFuture previous = last;
      if (previous != null && !previous.isDone()) {
        return false;
      }
      if (unanswered >= maxUnanswered) {
        if (patience == 0) {
          throw new SshException(
              SshConstants.SSH2_DISCONNECT_CONNECTION_LOST,
              maxUnanswered + " keep-alive requests without an answer");
        }
        patience--;
        return false;
      }
      Buffer request = session.createBuffer(SshConstants.SSH_MSG_GLOBAL_REQUEST);
      request.putString(REQUEST);
      request.putBoolean(true);
      LineTraffic.Mark asked = traffic == null ? null : traffic.mark();
      if (traffic != null && asked != null && unanswered == 0) {
        long most = (MOST_PATIENCE - 1L) * (maxUnanswered + 1);
        patience = (int) Math.min(most, traffic.extraNanos(asked) / intervalNanos);
        patience += intervalsOfLinkSilence(session);
      }
      unanswered++;
      last = session.request(request, REQUEST, (command, reply) -> answered(traffic, asked));
      return true;
    }

    private static @Nullable LineTraffic trafficOf(Session session) {
      if (session instanceof Counted counted) {
        return counted.traffic();
      }
      return session.getIoSession() instanceof Counted line ? line.traffic() : null;
    }

    /** In intervals, the one that has begun besides. */
    private int intervalsOfLinkSilence(Session session) {
      long silence = LineIoSession.silenceOfLink(session.getIoSession());
      return silence == 0 ? 0 : Math.toIntExact(silence / intervalNanos + 1);
    }

    private synchronized void answered(
        @Nullable LineTraffic traffic, LineTraffic.@Nullable Mark asked) {
      unanswered = 0;
      if (traffic != null && asked != null) {
        traffic.arrived(asked);
      }
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.line;

import dev.serialhandshake.cli.status.LineState;
import dev.serialhandshake.core.HandshakeObserver;
import dev.serialhandshake.core.HandshakeReport;
import dev.serialhandshake.core.State;
import dev.serialhandshake.netty.HandshakeHandler;
import dev.serialhandshake.netty.telnet.TelnetHandler;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One open channel of a line: what it does. First in its pipeline, where it counts the bytes. */
public final class Connection extends ChannelDuplexHandler {

  private static final long LAST_WORDS_MILLIS = 500;

  private final LineCounters counters;
  private final Runnable unused;
  private LineState state = LineState.WAITING;
  private boolean loggedIn;
  private Instant since = Instant.now();
  private long firstSynAt;
  private @Nullable Instant loginSince;
  private @Nullable String loginOf;
  private @Nullable HandshakeHandler handshake;
  private @Nullable ChannelHandlerContext context;

  /**
   * Makes the record of a channel.
   *
   * @param unused is told when nobody is on it any more
   */
  Connection(LineCounters counters, Runnable unused) {
    this.counters = counters;
    this.unused = unused;
  }

  LineState state() {
    return showsLogin() == null ? state : LineState.LOGIN;
  }

  Instant since() {
    Instant login = showsLogin();
    return login == null ? since : login;
  }

  /** Since when somebody is at the login; null where nobody is, or a session shows more. */
  private @Nullable Instant showsLogin() {
    return state == LineState.IN_SESSION ? null : loginSince;
  }

  /** Somebody is at the login of the line. */
  void loginBegan() {
    loginSince = Instant.now();
  }

  void loginEnded() {
    loginSince = null;
    loginOf = null;
    tellWhetherUnused();
  }

  private void tellWhetherUnused() {
    if (isUnused()) {
      unused.run();
    }
  }

  /** Who that is, as far as it is known. */
  void loginIsOf(String user) {
    if (loginSince != null) {
      loginOf = user;
    }
  }

  @Nullable String loginOf() {
    return loginOf;
  }

  /** The virtual machine whose port this is; null where that is not known. */
  @Nullable String machine() {
    ChannelHandlerContext line = context;
    TelnetHandler telnet = line == null ? null : line.pipeline().get(TelnetHandler.class);
    return telnet == null ? null : telnet.virtualMachineName();
  }

  /** What the handshake that is under way has seen; null during a session. */
  @Nullable HandshakeReport handshakeReport() {
    return handshake == null ? null : handshake.progress();
  }

  /** A handshake begins. */
  void waitsWith(HandshakeHandler next) {
    handshake = next;
    become(LineState.WAITING);
  }

  /**
   * A handshake has ended.
   *
   * @return its report, with the time since a client's first SYN: the line may have been idle for a
   *     week before
   */
  @Nullable HandshakeReport handshakeOver(@Nullable HandshakeReport report) {
    handshake = null;
    if (report == null) {
      return null;
    }
    counters.count(report);
    return state == LineState.HANDSHAKING ? sinceFirstSyn(report) : report;
  }

  private HandshakeReport sinceFirstSyn(HandshakeReport report) {
    Duration elapsed = Duration.ofNanos(System.nanoTime() - firstSynAt);
    return report.toBuilder().elapsed(elapsed).build();
  }

  void sessionBegan() {
    counters.sessionBegan();
    become(LineState.IN_SESSION);
  }

  /** The connection a channel is on, or the session that runs on it; null if it is no line. */
  public static @Nullable Connection of(@Nullable Channel channel) {
    for (Channel line = channel; line != null; line = line.parent()) {
      Connection connection = line.pipeline().get(Connection.class);
      if (connection != null) {
        return connection;
      }
    }
    return null;
  }

  /** Somebody has logged in on it. */
  public void loggedIn() {
    loggedIn = true;
  }

  /** Whether nobody is on it: no session, no login, no handshake. */
  boolean isUnused() {
    return state() == LineState.WAITING;
  }

  /** Whether nobody would miss it. */
  boolean onlyWaits() {
    return isUnused() && !loggedIn;
  }

  /** Closes at once, so that there is room for another. */
  void giveWay() {
    LineChannels.close(Objects.requireNonNull(context, "in no pipeline").channel());
  }

  private void become(LineState next) {
    LineState before = state;
    state = next;
    since = Instant.now();
    if (next == LineState.WAITING && before != LineState.WAITING) {
      counters.waitsAgain(since);
      tellWhetherUnused();
    }
    if (next == LineState.HANDSHAKING && before != LineState.HANDSHAKING) {
      firstSynAt = System.nanoTime();
    }
  }

  /**
   * Closes the channel behind all that was written to it, the last words of a session; but does not
   * wait long for a peer that does not read them.
   */
  Channel end() {
    ChannelHandlerContext line = Objects.requireNonNull(context, "in no pipeline");
    // From here, for a handshake further on would hold it back.
    line.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    var unused =
        line.executor()
            .schedule(
                () -> LineChannels.close(line.channel()), LAST_WORDS_MILLIS, TimeUnit.MILLISECONDS);
    return line.channel();
  }

  /** Tells waiting from shaking hands. */
  HandshakeObserver observer() {
    return new HandshakeObserver() {
      @Override
      public void stateChanged(State from, State to) {
        switch (to) {
          case LISTENING -> become(LineState.WAITING);
          case ANSWERED -> become(LineState.HANDSHAKING);
          default -> {} // the same handshake goes on
        }
      }
    };
  }

  @Override
  public void handlerAdded(ChannelHandlerContext line) {
    context = line;
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext line) {
    become(LineState.WAITING);
  }

  @Override
  public void channelRead(ChannelHandlerContext line, Object message) {
    if (message instanceof ByteBuf bytes) {
      counters.read(bytes.readableBytes());
    }
    line.fireChannelRead(message);
  }

  @Override
  public void write(ChannelHandlerContext line, Object message, ChannelPromise promise) {
    if (message instanceof ByteBuf bytes) {
      counters.wrote(bytes.readableBytes());
    }
    var unused = line.write(message, promise); // the promise is the caller's
  }
}

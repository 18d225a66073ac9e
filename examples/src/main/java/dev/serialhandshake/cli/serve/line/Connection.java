// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.line;

import dev.serialhandshake.cli.console.ExitCode;
import dev.serialhandshake.cli.log.EventKind;
import dev.serialhandshake.cli.log.KeyName;
import dev.serialhandshake.cli.log.LogEvent;
import dev.serialhandshake.cli.serve.watchdog.Watchdog;
import dev.serialhandshake.cli.status.LineState;
import dev.serialhandshake.cli.status.Visitor;
import dev.serialhandshake.core.HandshakeObserver;
import dev.serialhandshake.core.HandshakeReport;
import dev.serialhandshake.core.State;
import dev.serialhandshake.netty.HandshakeHandler;
import dev.serialhandshake.netty.telnet.VmotionEvent;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.AttributeKey;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What happens on one open channel of a line: its state, who is on it, its counts and events. It is
 * the first handler of the pipeline, where it counts the bytes. Methods are called on the event
 * loop of the line, unless their description allows any thread.
 */
public final class Connection extends ChannelDuplexHandler {

  /** On the channel, because the pipeline of a closed channel is empty. */
  private static final AttributeKey<Connection> CONNECTION =
      AttributeKey.valueOf(Connection.class, "CONNECTION");

  /** How long a channel that is being closed may take to send what was written. */
  private static final long LAST_WORDS_MILLIS = 500;

  /** The longest pause between two SYNs of one client. */
  private static final long LONGEST_PAUSE_NANOS = Duration.ofSeconds(10).toNanos();

  private final LineCounters counters;
  private final Runnable whenUnused;
  private final Consumer<Channel> authenticated;
  private LineState state = LineState.WAITING;
  private final LongSupplier nanos;
  private boolean everLoggedIn;
  private Instant since = Instant.now();
  private boolean synReceived;
  private boolean unfinished;
  private long firstSynAt;
  private long answeredAt;
  private long inSyncAt;
  private long bytesIn;
  private long bytesOut;
  private long bytesInBefore;
  private long bytesOutBefore;
  private @Nullable LoggedIn loggedIn;
  private @Nullable Throwable sessionFailure;
  private @Nullable String peer;
  private @Nullable Instant loginSince;
  private @Nullable String loginOf;
  private @Nullable String machine;
  private @Nullable HandshakeHandler handshake;
  private @Nullable ChannelHandlerContext context;

  /**
   * Makes the record of a channel.
   *
   * @param whenUnused runs each time when nobody is on the connection any more
   * @param authenticated gets the channel of each session whose client has logged in
   * @param nanos a clock in nanoseconds
   */
  Connection(
      LineCounters counters,
      Runnable whenUnused,
      Consumer<Channel> authenticated,
      LongSupplier nanos) {
    this.counters = counters;
    this.whenUnused = whenUnused;
    this.authenticated = authenticated;
    this.nanos = nanos;
  }

  LineState state() {
    return showsLogin() == null ? state : LineState.LOGIN;
  }

  Instant since() {
    Instant login = showsLogin();
    return login == null ? since : login;
  }

  /**
   * Since when somebody is at the login; null if nobody is, or if a client is in a session, which
   * is shown instead.
   */
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
      whenUnused.run();
    }
  }

  /** The person at the login has logged in as this user. */
  void loginIsOf(String user) {
    if (loginSince != null) {
      loginOf = user;
    }
  }

  @Nullable String loginOf() {
    return loginOf;
  }

  /** Who is on the connection; null if nobody is. */
  @Nullable Visitor visitor() {
    return switch (state()) {
      case IN_SESSION -> visitor(since, loggedIn, peer);
      case LOGIN -> new Visitor(since(), loginOf, null, null, null, peer);
      default -> null;
    };
  }

  /** The visitor of a session. */
  static Visitor visitor(Instant since, @Nullable LoggedIn who, @Nullable String peer) {
    KeyName key = who == null ? null : who.key();
    return new Visitor(
        since,
        who == null ? null : who.user(),
        key == null ? null : key.type(),
        key == null ? null : key.fingerprint(),
        key == null ? null : key.comment(),
        peer);
  }

  /** The host of a virtual machine has told that this is a port of that machine. */
  void isPortOf(String name) {
    machine = name;
  }

  /** The virtual machine whose port this is; null if that is not known. */
  @Nullable String machine() {
    return machine;
  }

  /** The report so far of the handshake that is under way; null during a session. */
  @Nullable HandshakeReport handshakeReport() {
    return handshake == null ? null : handshake.progress();
  }

  /** A handshake begins. */
  void waitsWith(HandshakeHandler next) {
    handshake = next;
    loggedIn = null;
    synReceived = false;
    become(LineState.WAITING);
  }

  /**
   * A handshake has ended.
   *
   * @return its report, but its time counts from the client's first SYN: the line may have been
   *     idle for a week before that
   */
  @Nullable HandshakeReport handshakeOver(@Nullable HandshakeReport report) {
    handshake = null;
    unfinished = false;
    if (report == null) {
      return null;
    }
    counters.count(report);
    return synReceived ? report.toBuilder().elapsed(sinceFirstSyn()).build() : report;
  }

  private Duration sinceFirstSyn() {
    return Duration.ofNanos(nanos.getAsLong() - firstSynAt);
  }

  /** A handshake has succeeded. */
  void handshakeTook(Duration time) {
    counters.handshakeTook(time);
  }

  /** A handshake has failed. */
  void handshakeFailed(ExitCode cause) {
    counters.failed(cause);
  }

  /** The service of the session has failed. Any thread may call this. */
  void sessionFailed(Throwable cause) {
    onLoop(
        () -> {
          sessionFailure = cause;
          counters.sessionFailed();
        });
  }

  /**
   * Whether this failure was already logged as the failure of a session on this connection. An
   * error of the line reaches the handlers of both.
   */
  boolean isSessionFailure(Throwable cause) {
    return cause == sessionFailure;
  }

  private void onLoop(Runnable task) {
    ChannelHandlerContext line = Objects.requireNonNull(context, "in no pipeline");
    if (line.executor().inEventLoop()) {
      task.run();
      return;
    }
    try {
      line.executor().execute(task);
    } catch (RejectedExecutionException e) {
      // The process is ending.
    }
  }

  void sessionBegan() {
    inSyncAt = nanos.getAsLong();
    bytesInBefore = bytesIn;
    bytesOutBefore = bytesOut;
    counters.sessionBegan();
    become(LineState.IN_SESSION);
  }

  /** The record of the session on this connection, when the connection is lost. */
  SessionSoFar soFar() {
    return new SessionSoFar(
        loggedIn,
        since,
        inSyncAt,
        nanos.getAsLong(),
        bytesIn - bytesInBefore,
        bytesOut - bytesOutBefore);
  }

  /**
   * The session on this connection goes on, which began on an earlier connection.
   *
   * @return how long the session had no connection
   */
  Duration goesOn(SessionSoFar session) {
    loggedIn = session.who();
    everLoggedIn |= session.who() != null;
    inSyncAt = session.beganAt();
    bytesInBefore -= session.in();
    bytesOutBefore -= session.out();
    return Duration.ofNanos(nanos.getAsLong() - session.lostAt());
  }

  /**
   * A session has ended while it waited for a connection.
   *
   * @return how long it lasted
   */
  Duration lasted(SessionSoFar session) {
    return lasted(session.beganAt());
  }

  private Duration lasted(long beganAt) {
    Duration lasted = Duration.ofNanos(nanos.getAsLong() - beganAt);
    counters.sessionLasted(lasted);
    Watchdog.sessionEnded();
    return lasted;
  }

  /** A session is over: logs who had it, how long it lasted and why it ended. */
  void sessionEnded(Channel session) {
    Duration lasted = lasted(inSyncAt);
    long in = bytesIn - bytesInBefore;
    long out = bytesOut - bytesOutBefore;
    LoggedIn who = loggedIn;
    String cause = SessionEnd.cause(session);
    String message =
        String.format(
            Locale.ROOT,
            "session over (%s%d s, %d bytes in, %d out)%s; waiting for the next",
            who == null ? "" : who.user() + ", ",
            lasted.toSeconds(),
            in,
            out,
            cause == null ? "" : ": " + cause);
    event(EventKind.END, message)
        .user(who == null ? null : who.user())
        .key(who == null ? null : who.key())
        .duration(lasted)
        .bytes(in, out)
        .cause(cause)
        .tell();
  }

  /** Begins an event of this connection. Any thread may call this. */
  LogEvent.Builder event(EventKind kind, String message) {
    ChannelHandlerContext line = Objects.requireNonNull(context, "in no pipeline");
    return LogEvent.of(kind, LineChannels.name(line.channel()), message).peer(peer);
  }

  /**
   * The connection of a line's channel, or of the channel of a session on it; null for other
   * channels.
   */
  public static @Nullable Connection of(@Nullable Channel channel) {
    for (Channel line = channel; line != null; line = line.parent()) {
      Connection connection = line.attr(CONNECTION).get();
      if (connection != null) {
        return connection;
      }
    }
    return null;
  }

  /**
   * A client has logged in.
   *
   * @param session the channel of the session
   */
  public void loggedIn(Channel session, String user, KeyName key) {
    everLoggedIn = true;
    loggedIn = new LoggedIn(user, key);
    Duration took = synReceived ? sinceFirstSyn() : null;
    counters.loggedIn(took);
    event(EventKind.LOGIN, user + " logged in with " + key)
        .user(user)
        .key(key)
        .duration(took)
        .tell();
    authenticated.accept(session);
  }

  /**
   * A client has left without a login, because none of its keys may log in. Any thread may call
   * this.
   *
   * @param keys the keys that it offered, at least one
   */
  public void refused(String user, List<KeyName> keys) {
    onLoop(counters::refused);
    String all = keys.stream().map(KeyName::toString).collect(Collectors.joining(", "));
    event(EventKind.REFUSED, user + " was refused with " + all)
        .user(user)
        .key(keys.get(0))
        .cause("no key that may log in")
        .tell();
  }

  /** Whether nobody is on it: no session, no login, no handshake. */
  boolean isUnused() {
    return state() == LineState.WAITING;
  }

  /**
   * Whether it waits for a client and nobody has ever logged in on it. Such a connection may be
   * closed for a new one.
   */
  boolean onlyWaits() {
    return isUnused() && !everLoggedIn;
  }

  /** Closes the connection at once. */
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
  }

  /**
   * Closes the channel after all that was written to it, such as the last words of a session. It
   * closes after 500 ms in any case, since the peer may not read.
   *
   * @return the channel
   */
  Channel end() {
    ChannelHandlerContext line = Objects.requireNonNull(context, "in no pipeline");
    // Written from this handler: the handler of a handshake, further on, would hold it back.
    line.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    var unused =
        line.executor()
            .schedule(
                () -> LineChannels.close(line.channel()), LAST_WORDS_MILLIS, TimeUnit.MILLISECONDS);
    return line.channel();
  }

  /**
   * The observer of each handshake: it sees whether the line waits for a client or shakes hands.
   */
  HandshakeObserver observer() {
    return new HandshakeObserver() {
      @Override
      public void stateChanged(State from, State to) {
        switch (to) {
          case LISTENING -> gaveUp();
          case ANSWERED -> answered();
          default -> {} // the same handshake goes on
        }
      }
    };
  }

  private void gaveUp() {
    synReceived = false;
    become(LineState.WAITING);
  }

  /**
   * A SYN was answered. A client sends its next SYN within seconds, so a SYN after a longer pause
   * is from another client.
   */
  private void answered() {
    long now = nanos.getAsLong();
    boolean another = now - answeredAt > LONGEST_PAUSE_NANOS;
    if (unfinished && another) {
      counters.failed(ExitCode.NO_HANDSHAKE); // the client before has given up
    }
    unfinished = true;
    if (!synReceived || another) {
      synReceived = true;
      firstSynAt = now;
    }
    answeredAt = now;
    become(LineState.HANDSHAKING);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext line) {
    context = line;
    line.channel().attr(CONNECTION).set(this);
    notePeer(line);
  }

  @Override
  public void channelActive(ChannelHandlerContext line) {
    notePeer(line);
    line.fireChannelActive();
  }

  /** Notes the peer's address while the channel is open. A closed channel has none. */
  private void notePeer(ChannelHandlerContext line) {
    if (line.channel().remoteAddress() instanceof InetSocketAddress address) {
      peer = NetUtil.toSocketAddressString(address);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext line, Object event) {
    if (event == VmotionEvent.COMPLETED) {
      notePeer(line);
    }
    line.fireUserEventTriggered(event);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext line) {
    become(LineState.WAITING);
  }

  @Override
  public void channelRead(ChannelHandlerContext line, Object message) {
    if (message instanceof ByteBuf bytes) {
      bytesIn += bytes.readableBytes();
      counters.read(bytes.readableBytes());
    }
    line.fireChannelRead(message);
  }

  @Override
  public void write(ChannelHandlerContext line, Object message, ChannelPromise promise) {
    if (message instanceof ByteBuf bytes) {
      bytesOut += bytes.readableBytes();
      counters.wrote(bytes.readableBytes());
    }
    var unused = line.write(message, promise); // the promise is the caller's
  }
}

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

/** One open channel of a line: what it does. First in its pipeline, where it counts the bytes. */
public final class Connection extends ChannelDuplexHandler {

  /** On the channel, since the pipeline of one that has closed is empty. */
  private static final AttributeKey<Connection> CONNECTION =
      AttributeKey.valueOf(Connection.class, "CONNECTION");

  private static final long LAST_WORDS_MILLIS = 500;

  private static final long LONGEST_PAUSE_NANOS = Duration.ofSeconds(10).toNanos();

  private final LineCounters counters;
  private final Runnable unused;
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
   * @param unused is told when nobody is on it any more
   * @param authenticated is told of the channel of each session whose client has logged in
   * @param nanos a clock
   */
  Connection(
      LineCounters counters, Runnable unused, Consumer<Channel> authenticated, LongSupplier nanos) {
    this.counters = counters;
    this.unused = unused;
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

  /** Who is on it; null where nobody is. */
  @Nullable Visitor visitor() {
    return switch (state()) {
      case IN_SESSION -> visitor(since, loggedIn, peer);
      case LOGIN -> new Visitor(since(), loginOf, null, null, null, peer);
      default -> null;
    };
  }

  /** Somebody in a session. */
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

  /** Its host has told which virtual machine's port it is. */
  void isPortOf(String name) {
    machine = name;
  }

  /** The virtual machine whose port this is; null where that is not known. */
  @Nullable String machine() {
    return machine;
  }

  /** What the handshake that is under way has seen; null during a session. */
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
   * @return its report, with the time since a client's first SYN: the line may have been idle for a
   *     week before
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

  /** A handshake has come about. */
  void handshakeTook(Duration time) {
    counters.handshakeTook(time);
  }

  /** A handshake has not come about. */
  void handshakeFailed(ExitCode cause) {
    counters.failed(cause);
  }

  /** What serves its session cannot go on. Any thread. */
  void sessionFailed(Throwable cause) {
    onLoop(
        () -> {
          sessionFailure = cause;
          counters.sessionFailed();
        });
  }

  /** Whether a session that ran on it has failed by this: an error of a line reaches both. */
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

  /** What the session was that runs on it, and loses it. */
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
   * The session that runs on it began on an earlier connection.
   *
   * @return how long it has waited
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
   * A session is over that has waited for a connection.
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

  /** A session is over: tells who had it, for how long and why it ended. */
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

  /** Begins to tell what happens on it. */
  LogEvent.Builder event(EventKind kind, String message) {
    ChannelHandlerContext line = Objects.requireNonNull(context, "in no pipeline");
    return LogEvent.of(kind, LineChannels.name(line.channel()), message).peer(peer);
  }

  /** The connection a channel is on, or the session that runs on it; null if it is no line. */
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
   * Somebody has logged in on it. On the event loop.
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

  /** Somebody came and went, and none of the keys let anybody in. Any thread. */
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

  /** Whether nobody would miss it. */
  boolean onlyWaits() {
    return isUnused() && !everLoggedIn;
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

  /** A client asks again within seconds; a SYN after a longer time is the first of another one. */
  private void answered() {
    long now = nanos.getAsLong();
    boolean another = now - answeredAt > LONGEST_PAUSE_NANOS;
    if (unfinished && another) {
      counters.failed(ExitCode.NO_HANDSHAKE); // its client has gone
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

  /** While it is there: a channel that has closed has none. */
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

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.session;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.serialhandshake.core.ByteView;
import dev.serialhandshake.core.HandshakeObserver;
import dev.serialhandshake.core.HandshakeSettings;
import dev.serialhandshake.core.LoginGate;
import dev.serialhandshake.core.LoginSettings;
import dev.serialhandshake.core.State;
import dev.serialhandshake.core.Step;
import dev.serialhandshake.netty.HandshakeHandler;
import dev.serialhandshake.netty.HandshakeHandlerSettings;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A login on a line that is served: a person with a terminal gets a prompt, and a client of the
 * handshake gets its session. Add it ahead of the {@link SessionLoopHandler}, and let it make the
 * handshakes.
 *
 * <pre>{@code
 * LoginGateHandler gate = new LoginGateHandler(handshakes, LoginSettings.defaults(), getty);
 * line.pipeline().addLast(gate, new SessionLoopHandler(() -> gate.server(served), sessions));
 * }</pre>
 *
 * <pre>{@code
 * login      [ LoginGateHandler ][ HandshakeHandler ][ SessionLoopHandler ]
 *                 |  ^
 *            SessionChannel [ getty ]
 * attempt    [ LoginGateHandler ][ HandshakeHandler ][ SessionLoopHandler ]     the login waits
 * session    [ LoginGateHandler ][ SessionLoopHandler ] <-> SessionChannel      it was hung up
 * login      [ LoginGateHandler ][ HandshakeHandler ][ SessionLoopHandler ]     a new one
 * }</pre>
 *
 * <p><b>The login</b> is a {@link SessionChannel}. It is closed when a client has completed its
 * handshake. A new login begins when the session of that client has ended. When a login closes by
 * itself (a logout), a new one follows: at once if the login was open for ten seconds, otherwise
 * after a pause that doubles from one second to a minute.
 *
 * <p><b>Who has the line.</b> {@link LoginGate} has the rules. During an attempt, no output of the
 * login reaches the line. Before an attempt, the line has at most one message of the login at a
 * time, so write small messages: on a slow line a SYN is answered after the message. A SYN is not
 * answered while somebody is at the login. Then the line gets one line of text, {@link #NOTICE}, at
 * most every ten seconds, and the client's report names it.
 *
 * <p><b>Reading.</b> The login reads as it asks for bytes. When 64 KiB wait for it, the line is not
 * read. If the login takes none of them for a second, the line is read again, so that a client is
 * heard; what is typed is dropped then, as at a terminal whose buffer is full.
 *
 * <p><b>Events.</b> User events of the line reach the login, too. The gate itself fires {@link
 * LoginEvent}s through the line's pipeline.
 *
 * <p>Everything runs on the line's event loop. An instance serves one line.
 */
public final class LoginGateHandler extends ChannelDuplexHandler {

  /** What a client and the person at the terminal read when a SYN is not answered. */
  public static final String NOTICE = "\r\n" + LoginGate.REFUSAL + "\r\n";

  private static final long NOTICE_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long STEADY_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long SHORTEST_PAUSE_SECONDS = 1;
  private static final long LONGEST_PAUSE_SECONDS = 60;
  private static final long DEAF_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int MOST_UNREAD = 64 * 1024;

  private final LoginGate gate;
  private final ChannelHandler loginHandler;

  private @Nullable ChannelHandlerContext added;
  private @Nullable SessionChannel login;
  private long loginBeganAt;
  private long pauseSeconds = SHORTEST_PAUSE_SECONDS;
  private @Nullable Future<?> nextLogin;
  private @Nullable Future<?> alarm;
  private boolean wasSession;
  private long noticeAt;
  private boolean noticed;
  private boolean readOwed;
  private boolean deaf;
  private @Nullable PlainClient plainClient;

  /** The last SYN-ACK of the handshake, which knows its nonces. */
  private byte @Nullable [] lastAnswer;

  /**
   * Makes a gate for one line.
   *
   * @param handshake the waits: quiet time, settle time, attempt timeout
   * @param login when a client may end a login session
   * @param loginHandler is added to the pipeline of each login's channel, so it must be sharable
   */
  public LoginGateHandler(
      HandshakeSettings handshake, LoginSettings login, ChannelHandler loginHandler) {
    gate = new LoginGate(handshake, login);
    this.loginHandler = Objects.requireNonNull(loginHandler, "loginHandler");
  }

  /**
   * Makes the handler for the next handshake: the supplier of a {@link SessionLoopHandler}.
   *
   * @param settings its settings, those of a server that stays open on failure
   * @return a handler for one handshake on this line
   */
  public HandshakeHandler server(HandshakeHandlerSettings settings) {
    HandshakeHandlerSettings watched =
        settings.toBuilder().observer(new Watch().then(settings.observer())).build();
    ChannelHandlerContext line = added;
    if (line != null) {
      handshakeBegins(line);
    }
    return HandshakeHandler.server(watched);
  }

  /**
   * Whether somebody has typed a line at the login. On the line's event loop.
   *
   * @return false at a fresh prompt, and while a client has the line
   */
  public boolean isLoginSession() {
    return gate.isSession();
  }

  /**
   * The login that is there. On the line's event loop.
   *
   * @return null while a client has the line, and in the pause after a login that ended at once
   */
  public @Nullable SessionChannel login() {
    return login;
  }

  /** What the handshake does, told within its calls. */
  private final class Watch implements HandshakeObserver {
    @Override
    public void frameSent(Step step, byte[] frame) {
      if (step == Step.SYN_ACK) {
        lastAnswer = frame;
      }
    }

    @Override
    public void stateChanged(State from, State to) {
      ChannelHandlerContext line = added;
      if (line != null) {
        moved(line, to);
      }
    }
  }

  private void moved(ChannelHandlerContext line, State to) {
    switch (to) {
      case ANSWERED -> {
        gate.answered(now(line));
        setAlarm(line);
      }
      case CONFIRMING, ESTABLISHED -> {
        gate.completed();
        setAlarm(line);
        endLogin(line, LoginEvent.CLIENT_CAME);
      }
      default -> {} // the attempt goes on
    }
  }

  // The login.

  private void startLogin(ChannelHandlerContext line) {
    cancel(nextLogin);
    nextLogin = null;
    if (login != null
        || gate.state() != LoginGate.State.LOGIN // the login begins when the attempt has failed
        || !line.channel().isActive()
        || line.isRemoved()) {
      return;
    }
    SessionChannel started = new SessionChannel(line, () -> {});
    started.writeOneByOne();
    login = started;
    loginBeganAt = now(line);
    started.closeFuture().addListener(closed -> loginClosed(line, started));
    started.pipeline().addLast(loginHandler);
    line.channel()
        .eventLoop()
        .register(started)
        .addListener(
            registered -> {
              if (registered.isSuccess()) {
                started.lineWritabilityChanged();
              } else {
                line.fireExceptionCaught(registered.cause());
                started.abort();
              }
            });
  }

  /** The last one has failed by itself, or the session after it is over. */
  private void handshakeBegins(ChannelHandlerContext line) {
    if (gate.state() == LoginGate.State.ATTEMPT) {
      gate.failed();
      settle(line, LoginGate.State.ATTEMPT);
    } else if (gate.state() != LoginGate.State.LOGIN) {
      loginAgain(line);
    }
  }

  private void loginAgain(ChannelHandlerContext line) {
    gate.restart();
    plainClient = null;
    setAlarm(line);
    if (login == null) {
      pauseSeconds = SHORTEST_PAUSE_SECONDS;
      startLogin(line);
    } else {
      login.resume();
    }
  }

  private void endLogin(ChannelHandlerContext line, LoginEvent why) {
    cancel(nextLogin);
    nextLogin = null;
    SessionChannel ended = login;
    login = null;
    if (wasSession) {
      wasSession = false;
      line.fireUserEventTriggered(why);
    }
    if (ended != null) {
      ended.abort();
    }
  }

  /** A logout, or a login that cannot be started. */
  private void loginClosed(ChannelHandlerContext line, SessionChannel closed) {
    if (login == null || !login.equals(closed)) {
      return; // the login was hung up
    }
    endLogin(line, LoginEvent.LOGGED_OUT);
    gate.loginEnded();
    boolean steady = now(line) - loginBeganAt >= STEADY_NANOS;
    long pause = steady ? 0 : pauseSeconds;
    pauseSeconds = steady ? SHORTEST_PAUSE_SECONDS : Math.min(LONGEST_PAUSE_SECONDS, 2 * pause);
    if (line.channel().isActive()) {
      nextLogin = line.executor().schedule(() -> startLogin(line), pause, TimeUnit.SECONDS);
    }
    askAgain(line);
  }

  private void toLogin(byte[] bytes) {
    SessionChannel reader = login;
    if (reader != null && !(deaf && isFull(reader))) {
      reader.receive(Unpooled.wrappedBuffer(bytes));
      reader.receiveComplete();
    }
  }

  private static boolean isFull(SessionChannel reader) {
    return reader.unreadBytes() >= MOST_UNREAD;
  }

  // The gate.

  /** What the gate has decided: who gets which bytes. */
  private void settle(ChannelHandlerContext line, LoginGate.State before) {
    byte[] typed = gate.pollTyped();
    byte[] shown = gate.pollShown();
    boolean attempts = before == LoginGate.State.ATTEMPT;
    if (attempts && gate.state() == LoginGate.State.LOGIN) {
      attemptFailed(line);
    }
    if (gate.pollRefused()) {
      notice(line); // before the login answers the SYN
    }
    if (typed != null) {
      toLogin(typed);
    }
    if (gate.isSession() && !wasSession) {
      wasSession = true;
      line.fireUserEventTriggered(LoginEvent.SESSION_BEGAN);
    }
    setAlarm(line);
    if (gate.state() == LoginGate.State.PLAIN && shown != null) {
      beginPlain(line, shown);
    } else if (shown != null) {
      if (login != null) {
        login.suspend();
      }
      show(line, shown);
    }
  }

  private static void show(ChannelHandlerContext line, byte[] read) {
    line.fireChannelRead(Unpooled.wrappedBuffer(read));
    line.fireChannelReadComplete();
  }

  private void attemptFailed(ChannelHandlerContext line) {
    show(line, LoginGate.endOfAttempt());
    if (login != null) {
      login.resume();
    } else if (nextLogin == null) {
      startLogin(line);
    }
  }

  private void notice(ChannelHandlerContext line) {
    long now = now(line);
    if (!noticed || now - noticeAt >= NOTICE_NANOS) {
      noticed = true;
      noticeAt = now;
      line.writeAndFlush(Unpooled.copiedBuffer(NOTICE, US_ASCII))
          .addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
      line.fireUserEventTriggered(LoginEvent.CLIENT_REFUSED);
    }
  }

  /** A client's ident may not follow half a line of the login's output. */
  private void beginPlain(ChannelHandlerContext line, byte[] first) {
    if (login != null) {
      login.suspend();
    }
    line.writeAndFlush(Unpooled.copiedBuffer("\r\n", US_ASCII))
        .addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
    PlainClient client = new PlainClient(lastAnswer);
    plainClient = client;
    show(line, client.syn());
    byte[] ack = client.ack();
    if (ack != null) {
      show(line, ack);
    }
    plainClient = null;
    if (gate.state() == LoginGate.State.IN_SYNC) {
      show(line, first);
    } else { // no handshake runs: the server was stopped, or is paused
      show(line, LoginGate.endOfAttempt());
      loginAgain(line);
      toLogin(first);
    }
  }

  private void setAlarm(ChannelHandlerContext line) {
    cancel(alarm);
    alarm = null;
    long nanos = gate.nanosToTimeout(now(line));
    if (nanos != Long.MAX_VALUE) {
      alarm = line.executor().schedule(() -> alarm(line), nanos, TimeUnit.NANOSECONDS);
    }
  }

  private void alarm(ChannelHandlerContext line) {
    alarm = null;
    LoginGate.State before = gate.state();
    gate.timeout(now(line));
    settle(line, before);
  }

  private static void cancel(@Nullable Future<?> task) {
    if (task != null) {
      task.cancel(false);
    }
  }

  private static long now(ChannelHandlerContext line) {
    return line.executor().ticker().nanoTime();
  }

  private boolean clientHasTheLine() {
    return gate.state() == LoginGate.State.IN_SYNC;
  }

  // Netty's callbacks.

  @Override
  public void handlerAdded(ChannelHandlerContext line) {
    added = line;
    startLogin(line); // does nothing on a channel that is not active yet
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext line) {
    cancel(alarm);
    endLogin(line, LoginEvent.LOGGED_OUT);
  }

  @Override
  public void channelActive(ChannelHandlerContext line) {
    startLogin(line);
    line.fireChannelActive();
  }

  @Override
  public void channelInactive(ChannelHandlerContext line) {
    cancel(alarm);
    cancel(nextLogin);
    if (login != null) {
      login.lineClosed();
    }
    line.fireChannelInactive();
  }

  @Override
  public void channelRead(ChannelHandlerContext line, Object message) {
    if (clientHasTheLine() || !(message instanceof ByteBuf bytes)) {
      line.fireChannelRead(message);
      return;
    }
    byte[] read;
    try {
      read = ByteBufUtil.getBytes(bytes);
    } finally {
      bytes.release();
    }
    LoginGate.State before = gate.state();
    gate.receive(ByteView.of(read, 0, read.length), now(line));
    settle(line, before);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext line) {
    if (login != null) {
      login.receiveComplete();
    }
    line.fireChannelReadComplete();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext line) {
    if (login != null) {
      login.lineWritabilityChanged();
    }
    line.fireChannelWritabilityChanged();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext line, Object event) {
    if (login != null) {
      login.pipeline().fireUserEventTriggered(event);
    }
    line.fireUserEventTriggered(event);
  }

  @Override
  public void read(ChannelHandlerContext line) {
    SessionChannel reader = login;
    if (reader == null || deaf || clientHasTheLine() || !isFull(reader)) {
      deaf &= reader != null && isFull(reader);
      line.read();
      return;
    }
    if (!readOwed) { // otherwise a write waits already
      readOwed = true;
      int unread = reader.unreadBytes();
      var unused =
          line.executor()
              .schedule(() -> askAgain(line, reader, unread), DEAF_NANOS, TimeUnit.NANOSECONDS);
    }
  }

  private void askAgain(ChannelHandlerContext line, SessionChannel reader, int unread) {
    deaf = reader.equals(login) && reader.unreadBytes() >= unread;
    askAgain(line);
  }

  private void askAgain(ChannelHandlerContext line) {
    if (readOwed) {
      readOwed = false;
      read(line);
    }
  }

  @Override
  public void write(ChannelHandlerContext line, Object message, ChannelPromise promise) {
    PlainClient client = plainClient;
    if (client == null || !(message instanceof ByteBuf frame)) {
      var unused = line.write(message, promise); // the promise is the caller's
      return;
    }
    client.take(frame); // a client without a handshake must not see the notice
    ReferenceCountUtil.release(message);
    promise.trySuccess();
  }
}

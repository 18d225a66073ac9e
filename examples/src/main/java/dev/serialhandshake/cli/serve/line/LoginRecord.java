// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.line;

import dev.serialhandshake.cli.console.Threads;
import dev.serialhandshake.cli.log.EventKind;
import dev.serialhandshake.netty.session.LoginEvent;
import dev.serialhandshake.netty.session.LoginGateHandler;
import dev.serialhandshake.netty.session.SessionChannel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Logs who is at the login of a line and who leaves it, and tells it to {@link Connection}. */
final class LoginRecord extends ChannelInboundHandlerAdapter {

  /** How often to look who has logged in at the terminal, since no event tells that. */
  private static final long LOOK_SECONDS = 2;

  private final LoginGateHandler gate;
  private final Connection connection;
  private @Nullable Future<?> looks;
  private @Nullable String user;

  LoginRecord(LoginGateHandler gate, Connection connection) {
    this.gate = gate;
    this.connection = connection;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext line, Object event) {
    if (event instanceof LoginEvent login) {
      switch (login) {
        case SESSION_BEGAN -> begin(line);
        case LOGGED_OUT -> end("login session over", null);
        case CLIENT_CAME -> end("login session ended for a client", "a client came");
        case CLIENT_REFUSED ->
            connection
                .event(EventKind.REFUSED, "a client is not answered: a login session has the line")
                .cause("a login session has the line")
                .tell();
      }
    }
    line.fireUserEventTriggered(event);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext line) {
    stopLooking();
  }

  private void begin(ChannelHandlerContext line) {
    stopLooking();
    connection.loginBegan();
    connection.event(EventKind.PEER, "somebody is at the terminal").tell();
    looks =
        line.executor().scheduleWithFixedDelay(() -> look(line), 0, LOOK_SECONDS, TimeUnit.SECONDS);
  }

  private void look(ChannelHandlerContext line) {
    SessionChannel login = gate.login();
    String terminal = login == null ? null : login.attr(LineChannels.TERMINAL).get();
    if (login == null || terminal == null) {
      return;
    }
    Threads.BLOCKING.execute(
        () -> {
          String name = TerminalUser.of(terminal);
          try {
            line.executor().execute(() -> found(login, name));
          } catch (RejectedExecutionException e) {
            // The event loop has ended, and the line with it.
          }
        });
  }

  private void found(SessionChannel login, @Nullable String name) {
    if (looks == null || name == null || name.equals(user) || !login.equals(gate.login())) {
      return;
    }
    user = name;
    connection.loginIsOf(name);
    connection.event(EventKind.LOGIN, name + " is at the terminal").user(name).tell();
  }

  private void end(String how, @Nullable String cause) {
    String who = user;
    stopLooking();
    connection.loginEnded();
    connection
        .event(EventKind.END, how + (who == null ? "" : ": " + who))
        .user(who)
        .cause(cause)
        .tell();
  }

  private void stopLooking() {
    if (looks != null) {
      looks.cancel(false);
      looks = null;
    }
    user = null;
  }
}

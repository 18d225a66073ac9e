// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.line;

import dev.serialhandshake.cli.console.Console;
import dev.serialhandshake.cli.console.Threads;
import dev.serialhandshake.netty.session.LoginEvent;
import dev.serialhandshake.netty.session.LoginGateHandler;
import dev.serialhandshake.netty.session.SessionChannel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Tells who comes to the login of a line, and who goes, and has it recorded. */
final class LoginRecord extends ChannelInboundHandlerAdapter {

  /** No event tells when somebody has logged in: a password takes its time. */
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
        case LOGGED_OUT -> end(line, "login session over");
        case CLIENT_CAME -> end(line, "login session ended for a client");
        case CLIENT_REFUSED -> say(line, "a client is not answered: a login session has the line");
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
    say(line, "somebody is at the terminal");
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
            line.executor().execute(() -> found(line, login, name));
          } catch (RejectedExecutionException e) {
            // The event loop has ended, and the line with it.
          }
        });
  }

  private void found(ChannelHandlerContext line, SessionChannel login, @Nullable String name) {
    if (looks == null || name == null || name.equals(user) || !login.equals(gate.login())) {
      return;
    }
    user = name;
    connection.loginIsOf(name);
    say(line, name + " is at the terminal");
  }

  private void end(ChannelHandlerContext line, String how) {
    String who = user;
    stopLooking();
    connection.loginEnded();
    say(line, how + (who == null ? "" : ": " + who));
  }

  private void stopLooking() {
    if (looks != null) {
      looks.cancel(false);
      looks = null;
    }
    user = null;
  }

  private static void say(ChannelHandlerContext line, String what) {
    Console.say(LineChannels.name(line.channel()) + ": " + what);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.connect;

import dev.serialhandshake.cli.console.CommandFailure;
import dev.serialhandshake.cli.console.ExitCode;
import dev.serialhandshake.cli.line.LineAddress;
import dev.serialhandshake.cli.line.LineFailures;
import dev.serialhandshake.cli.line.OpenLine;
import dev.serialhandshake.cli.line.ReceivedLog;
import dev.serialhandshake.cli.line.TcpKeepAlive;
import dev.serialhandshake.cli.status.PortLogin;
import dev.serialhandshake.core.HandshakeException;
import dev.serialhandshake.core.HandshakeObserver;
import dev.serialhandshake.core.HandshakeSettings;
import dev.serialhandshake.core.blocking.BlockingHandshake;
import dev.serialhandshake.netty.serial.SerialSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The near end of a line: shakes hands as the client, then is somebody's input and output.
 *
 * @param serial for the message of a failure
 * @param keepAlive when a silent TCP peer is asked whether it is there
 * @param log of what comes before the line is in sync; null for none
 */
record NearEnd(
    LineAddress line,
    SerialSettings serial,
    HandshakeSettings settings,
    TcpKeepAlive keepAlive,
    @Nullable ReceivedLog log) {

  /** Opens the line, once or until it is there. */
  interface Opening {
    OpenLine open() throws CommandFailure, InterruptedException;
  }

  /** What is done with a line that is in sync. */
  private interface Use {
    void of(OpenLine open) throws CommandFailure, IOException, InterruptedException;
  }

  /** Returns when either side has ended, and the line is closed. */
  void serve(Opening opening, HandshakeObserver observer, LocalClient client)
      throws CommandFailure, IOException, InterruptedException {
    use(opening, observer, client, open -> pump(open, client));
  }

  /**
   * Returns when the client has the line itself, which stays open. The handshake took not one byte
   * past its end from the line, so there is none to hand on besides.
   */
  void handOver(Opening opening, HandshakeObserver observer, LocalClient client)
      throws CommandFailure, IOException, InterruptedException {
    use(opening, observer, client, this::handOver);
  }

  private void use(Opening opening, HandshakeObserver observer, LocalClient client, Use use)
      throws CommandFailure, IOException, InterruptedException {
    client.watch();
    try (OpenLine open = inSync(opening, observer, client)) {
      client.lineIsReady();
      use.of(open);
    }
  }

  /** Opens the line and shakes hands on it; the caller closes it. */
  OpenLine inSync(Opening opening, HandshakeObserver observer, LocalClient client)
      throws CommandFailure, IOException, InterruptedException {
    OpenLine open = open(opening, client);
    boolean inSync = false;
    try {
      open.keepAlive(keepAlive);
      shakeHands(open, watching(observer, client), client);
      inSync = true;
      return open;
    } finally {
      if (!inSync) {
        open.close();
      }
    }
  }

  /** The same near end, for a session that goes on: within a time, and without a log. */
  NearEnd within(Duration most) {
    Duration usual = settings.handshakeTimeout();
    Duration timeout = usual.isZero() || most.compareTo(usual) < 0 ? most : usual;
    HandshakeSettings hurried = settings.toBuilder().handshakeTimeout(timeout).build();
    return new NearEnd(line, serial, hurried, keepAlive, null);
  }

  private void pump(OpenLine open, LocalClient client) throws CommandFailure, InterruptedException {
    HangUp.leaveTime();
    Pumps.End end = Pumps.run(client.input(), client.output(), open.in(), open.out());
    if (end.byLine() && end.cause() != null) {
      throw LineFailures.lost(line, end.cause());
    }
  }

  private void handOver(OpenLine open) throws CommandFailure {
    try {
      Fdpass.send(open.handOver());
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.INTERNAL_ERROR,
          line + ": the line could not be handed to ssh: " + e.getMessage(),
          e);
    }
  }

  private OpenLine open(Opening opening, LocalClient client)
      throws CommandFailure, InterruptedException {
    try {
      return openOrTellWhoHasIt(opening);
    } catch (InterruptedException e) {
      if (client.hasLeft()) {
        throw left("was open", e);
      }
      throw e;
    }
  }

  private OpenLine openOrTellWhoHasIt(Opening opening) throws CommandFailure, InterruptedException {
    try {
      return opening.open();
    } catch (CommandFailure e) {
      throw e.code() == ExitCode.PORT_BUSY ? PortLogin.named(e, line) : e;
    }
  }

  private void shakeHands(OpenLine open, HandshakeObserver observer, LocalClient client)
      throws CommandFailure, IOException {
    LoggedInput logged = log == null ? null : new LoggedInput(open.in(), log);
    try {
      InputStream in = logged == null ? open.in() : logged;
      BlockingHandshake.client(in, open.out(), settings, observer);
    } catch (HandshakeException e) {
      throw LineFailures.shakingHands(line, serial, LineFailures.withErrorsOf(open, e));
    } catch (InterruptedIOException e) {
      throw interrupted(client, e);
    } finally {
      if (logged != null) {
        logged.end();
      }
    }
  }

  /** Only of a port must nobody but the client be kept; and where one is open, JNA is loaded. */
  private HandshakeObserver watching(HandshakeObserver observer, LocalClient client) {
    return line instanceof LineAddress.Serial ? client.watching(observer) : observer;
  }

  /** What ends a wait for the peer of a line that is open. */
  <E extends Exception> E interrupted(LocalClient client, E e) throws CommandFailure {
    if (Thread.interrupted() && client.hasLeft()) { // or the line would not close in order
      throw left("was in sync", e);
    }
    return e;
  }

  private CommandFailure left(String before, Exception cause) {
    return new CommandFailure(
        ExitCode.CLIENT_LEFT, line + ": the local client ended before the line " + before, cause);
  }
}

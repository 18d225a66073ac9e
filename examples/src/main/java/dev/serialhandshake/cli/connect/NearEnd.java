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
 * The near end of a line: shakes hands as the client, then carries the bytes of a {@link
 * LocalClient}.
 *
 * @param serial settings of the port, for the messages of failures
 * @param keepAlive when a silent TCP peer is asked whether it is there
 * @param log gets the bytes that are received before the line is in sync; null for no log
 */
record NearEnd(
    LineAddress line,
    SerialSettings serial,
    HandshakeSettings settings,
    TcpKeepAlive keepAlive,
    @Nullable ReceivedLog log) {

  /** Opens the line: with one try, or, for {@code --wait}, with as many as it takes. */
  interface Opening {
    OpenLine open() throws CommandFailure, InterruptedException;
  }

  /**
   * Opens the line, shakes hands, and carries bytes both ways. Returns when the client or the line
   * has ended; the line is closed then.
   */
  void serve(Opening opening, HandshakeObserver observer, LocalClient client)
      throws CommandFailure, IOException, InterruptedException {
    try (OpenLine open = ready(opening, observer, client)) {
      pump(open, client);
    }
  }

  /**
   * Opens the line, shakes hands, and sends the descriptor of the line to {@code ssh}. Returns when
   * that is done; the line stays open. The handshake reads no byte after its last one, so {@code
   * ssh} finds every byte of the session in the line itself.
   */
  void handOver(Opening opening, HandshakeObserver observer, LocalClient client)
      throws CommandFailure, IOException, InterruptedException {
    try (OpenLine open = ready(opening, observer, client)) {
      handOver(open);
    }
  }

  /** The line in sync, and its client told. The caller closes it. */
  private OpenLine ready(Opening opening, HandshakeObserver observer, LocalClient client)
      throws CommandFailure, IOException, InterruptedException {
    client.watch();
    OpenLine open = inSync(opening, observer, client);
    client.lineIsReady();
    return open;
  }

  /** Opens the line and shakes hands on it. The caller closes it. After a failure it is closed. */
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

  /**
   * The same near end for a line that is opened again while its session goes on: the handshake
   * takes the given time at most. There is no log, because nothing of a session is logged.
   */
  NearEnd within(Duration most) {
    Duration usual = settings.handshakeTimeout();
    Duration timeout = usual.isZero() || most.compareTo(usual) < 0 ? most : usual;
    HandshakeSettings limited = settings.toBuilder().handshakeTimeout(timeout).build();
    return new NearEnd(line, serial, limited, keepAlive, null);
  }

  private void pump(OpenLine open, LocalClient client) throws CommandFailure, InterruptedException {
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

  /**
   * Has a serial port given back when nobody reads standard output any more. On other lines that is
   * not checked: a {@code connect} without a reader keeps nobody else from them, and the check
   * needs JNA, which only a serial port has loaded already.
   */
  private HandshakeObserver watching(HandshakeObserver observer, LocalClient client) {
    return line instanceof LineAddress.Serial ? client.watching(observer) : observer;
  }

  /**
   * Finds out why a wait on an open line was interrupted. Clears the interrupt, because the close
   * of a line lets its last bytes through only on a thread that is not interrupted.
   *
   * @return the exception itself, unless the client has left
   * @throws CommandFailure if the client has left
   */
  <E extends Exception> E interrupted(LocalClient client, E e) throws CommandFailure {
    if (Thread.interrupted() && client.hasLeft()) {
      throw left("was in sync", e);
    }
    return e;
  }

  private CommandFailure left(String before, Exception cause) {
    return new CommandFailure(
        ExitCode.CLIENT_LEFT, line + ": the local client ended before the line " + before, cause);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.connect;

import dev.serialhandshake.cli.console.CommandFailure;
import dev.serialhandshake.cli.console.Console;
import dev.serialhandshake.cli.line.LineAddress;
import dev.serialhandshake.cli.line.LinkFailures;
import dev.serialhandshake.cli.line.LinkText;
import dev.serialhandshake.cli.line.OpenLine;
import dev.serialhandshake.core.HandshakeObserver;
import dev.serialhandshake.core.blocking.BlockingLink;
import dev.serialhandshake.core.link.Link;
import dev.serialhandshake.core.link.LinkSettings;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A session that goes on when its line is lost and comes back: {@code connect --link}.
 *
 * @param opening opens the line for the first time; {@code linking} has how it is opened again
 * @param observer makes an observer for each handshake
 */
record LinkSession(
    NearEnd near,
    NearEnd.Opening opening,
    Supplier<HandshakeObserver> observer,
    Linking linking,
    LocalClient client) {

  /** Runs the session. Returns when the client or the session has ended, with the line closed. */
  void run() throws CommandFailure, IOException, InterruptedException {
    client.watch();
    OpenLine line = near.inSync(opening, observer.get(), client);
    BlockingLink link = open(line);
    Pumps.End end;
    try (link) {
      client.lineIsReady();
      end = Pumps.run(client.input(), client.output(), link.input(), link.output());
    }
    if (linking.counts()) {
      Console.say(near.line() + ": " + LinkText.of(link.counters()));
    }
    if (end.byLine() && end.cause() != null) {
      throw LinkFailures.ended(near.line(), linking.settings(), end.cause());
    }
  }

  private BlockingLink open(OpenLine line) throws CommandFailure, IOException {
    Link link = Link.client(linking.settings(), new SecureRandom());
    try {
      return BlockingLink.open(
          link, line, this::reopen, new Teller(near.line(), linking.settings()));
    } catch (InterruptedIOException e) {
      throw near.interrupted(client, e);
    } catch (IOException e) {
      throw LinkFailures.ended(near.line(), linking.settings(), e);
    }
  }

  private OpenLine reopen(Duration left) throws IOException, InterruptedException {
    Duration most = left.toMillis() > 0 ? left : Duration.ofMillis(1);
    NearEnd limited = near.within(most);
    try {
      return limited.inSync(
          () -> linking.reopening().open(limited.settings().handshakeTimeout()),
          observer.get(),
          client);
    } catch (CommandFailure e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** Tells the person at the console, who would otherwise only see a session that does not move. */
  private record Teller(LineAddress line, LinkSettings settings) implements BlockingLink.Observer {

    @Override
    public void interrupted(@Nullable IOException cause) {
      String why = cause == null ? "the other end is silent" : cause.getMessage();
      Console.say(
          line
              + ": the line was lost ("
              + why
              + "); the session waits for it for "
              + LinkFailures.text(settings.grace()));
    }

    @Override
    public void resumed() {
      Console.say(line + ": the line is back, and the session goes on");
    }
  }
}

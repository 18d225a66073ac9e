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
 * A session that outlives its line: {@code connect --link}.
 *
 * @param opening how the line is opened for the first time
 * @param observer makes an observer for each handshake
 */
record LinkSession(
    NearEnd near,
    NearEnd.Opening opening,
    Supplier<HandshakeObserver> observer,
    Linking linking,
    LocalClient client) {

  /** Returns when either side has ended, and the line is closed. */
  void run() throws CommandFailure, IOException, InterruptedException {
    client.watch();
    OpenLine line = near.inSync(opening, observer.get(), client);
    BlockingLink link = open(line);
    Pumps.End end;
    try (link) {
      client.lineIsReady();
      HangUp.leaveTime();
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
    NearEnd hurried = near.within(most);
    try {
      return hurried.inSync(
          () -> linking.reopening().open(hurried.settings().handshakeTimeout()),
          observer.get(),
          client);
    } catch (CommandFailure e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** Tells the person at the console. */
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

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.connect;

import dev.serialhandshake.cli.console.CommandFailure;
import dev.serialhandshake.core.HandshakeObserver;
import java.io.IOException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The near end of a line, for one client after another.
 *
 * @param opening opens the line for each client
 * @param observer makes an observer for each handshake
 * @param linking how a session goes on when the line is lost; null without a link
 */
record NearLine(
    NearEnd near,
    NearEnd.Opening opening,
    Supplier<HandshakeObserver> observer,
    @Nullable Linking linking) {

  /** Opens the line for a client. Returns when the session has ended, with the line closed. */
  void serve(LocalClient client) throws CommandFailure, IOException, InterruptedException {
    if (linking != null) {
      new LinkSession(near, opening, observer, linking, client).run();
    } else {
      near.serve(opening, observer.get(), client);
    }
  }

  /** Opens the line and sends its descriptor to the client. The line stays open. */
  void handOver(LocalClient client) throws CommandFailure, IOException, InterruptedException {
    near.handOver(opening, observer.get(), client);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.connect;

import dev.serialhandshake.cli.console.CommandFailure;
import dev.serialhandshake.core.HandshakeObserver;
import java.io.IOException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The near end of a line, for one client after the other.
 *
 * @param opening opens the line for each of them
 * @param observer a new one for each handshake
 * @param linking how the session outlives the line; null if it does not
 */
record NearLine(
    NearEnd near,
    NearEnd.Opening opening,
    Supplier<HandshakeObserver> observer,
    @Nullable Linking linking) {

  /** Returns when the client or the line has ended. */
  void serve(LocalClient client) throws CommandFailure, IOException, InterruptedException {
    if (linking != null) {
      new LinkSession(near, opening, observer, linking, client).run();
    } else {
      near.serve(opening, observer.get(), client);
    }
  }

  /** Returns when the client has the line itself. */
  void handOver(LocalClient client) throws CommandFailure, IOException, InterruptedException {
    near.handOver(opening, observer.get(), client);
  }
}

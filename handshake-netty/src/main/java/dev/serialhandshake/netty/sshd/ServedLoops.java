// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.sshd;

import dev.serialhandshake.netty.session.SessionLoopHandler;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;

/**
 * The lines of one server. They shake hands while the server can serve, and are silent before and
 * after: over TCP nobody listens then either. A line that has been closed is forgotten.
 */
final class ServedLoops {

  private final Set<SessionLoopHandler> loops = Collections.newSetFromMap(new WeakHashMap<>());
  private boolean paused = true;

  /** Adds a line, which waits for the server if that does not run. */
  synchronized void add(SessionLoopHandler loop) {
    loops.add(loop);
    if (paused) {
      loop.pause();
    }
  }

  /** The server can serve. */
  synchronized void resume() {
    paused = false;
    List.copyOf(loops).forEach(SessionLoopHandler::resume);
  }

  /** The server serves no more. A client that is in sync, but has no session yet, is told so. */
  synchronized void pause() {
    paused = true;
    List.copyOf(loops).forEach(loop -> loop.pause(LastWords::withIdent));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.connect;

import dev.serialhandshake.cli.console.CommandFailure;
import dev.serialhandshake.cli.console.Console;
import dev.serialhandshake.cli.linefile.RackChange;
import dev.serialhandshake.cli.linefile.RackFaults;
import java.io.IOException;
import java.nio.file.Path;

/** The near ends of a file of lines. {@link #reload} reads the file again. Any thread may call. */
final class LiveNear {

  private final Path file;
  private final NearListeners listeners;
  private final boolean atOnce;

  /**
   * Does not read the file or listen yet.
   *
   * @param atOnce whether a reload ends the sessions on lines that are changed or gone
   */
  LiveNear(Path file, NearListeners listeners, boolean atOnce) {
    this.file = file;
    this.listeners = listeners;
    this.atOnce = atOnce;
  }

  /**
   * Only checks whether a file could be used, and says so.
   *
   * @throws CommandFailure if it could not; each fault has been printed already
   */
  static void check(Path file) throws CommandFailure {
    try {
      NearFile.read(file).tell();
    } catch (RackFaults e) {
      throw refused(file, e);
    }
  }

  private static CommandFailure refused(Path file, RackFaults e) {
    e.tell();
    return new CommandFailure(e.code(), file + ": " + e.count() + "; nothing listens", e);
  }

  /**
   * Reads the file, and listens for all its lines. Blocks while files are read.
   *
   * @throws CommandFailure if the file is at fault, or an address cannot be used; each fault of the
   *     file has been printed already
   */
  synchronized void start() throws CommandFailure {
    try {
      listeners.start(NearFile.read(file).plans());
    } catch (RackFaults e) {
      throw refused(file, e);
    }
  }

  /** Reads the file again, and prints what has changed. A file with a fault changes nothing. */
  synchronized void reload() {
    try {
      RackChange change = listeners.apply(NearFile.read(file).plans(), atOnce);
      Console.say("reloaded " + file + ": " + change);
      listeners.wakeUp();
    } catch (RackFaults e) {
      e.tell();
      Console.say(file + ": " + e.count() + "; the lines go on as before");
    } catch (CommandFailure | IOException | RuntimeException e) {
      Console.tell(e);
      Console.say(file + ": the lines go on as before");
    }
  }
}

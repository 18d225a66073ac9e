// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.connect;

import dev.serialhandshake.cli.console.CommandFailure;
import dev.serialhandshake.cli.console.Console;
import dev.serialhandshake.cli.linefile.RackChange;
import dev.serialhandshake.cli.linefile.RackFaults;
import java.io.IOException;
import java.nio.file.Path;

/** Near ends that follow a file, which is read again when somebody asks for it. */
final class LiveNear {

  private final Path file;
  private final NearListeners listeners;
  private final boolean atOnce;

  /**
   * Makes one that does not listen yet.
   *
   * @param atOnce whether clients of a line that goes or changes are sent away
   */
  LiveNear(Path file, NearListeners listeners, boolean atOnce) {
    this.file = file;
    this.listeners = listeners;
    this.atOnce = atOnce;
  }

  /**
   * Only looks whether a file could be used.
   *
   * @throws CommandFailure if it could not; what is wrong was said
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
   * Listens for all lines of the file. Blocks.
   *
   * @throws CommandFailure if that cannot be; what is wrong was said
   */
  synchronized void start() throws CommandFailure {
    try {
      listeners.start(NearFile.read(file).plans());
    } catch (RackFaults e) {
      throw refused(file, e);
    }
  }

  /** Reads the file anew, and says what has come of it. A file with a fault changes nothing. */
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

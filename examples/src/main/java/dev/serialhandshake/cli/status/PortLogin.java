// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.status;

import dev.serialhandshake.cli.console.CommandFailure;
import dev.serialhandshake.cli.console.ExitCode;
import dev.serialhandshake.cli.console.Shown;
import dev.serialhandshake.cli.line.LineAddress;
import dev.serialhandshake.netty.serial.PortUser;
import dev.serialhandshake.netty.serial.PortUsers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Finds out who is on a serial port that a {@code serve} of the same user has open. */
public final class PortLogin {

  private PortLogin() {}

  /**
   * Adds to a failure to open a line who is on the line, if a status socket tells that. Blocks.
   *
   * @return the same failure if that is not known, or if the line is not busy
   */
  public static CommandFailure named(CommandFailure failure, LineAddress line)
      throws InterruptedException {
    String who =
        failure.code() == ExitCode.PORT_BUSY && line instanceof LineAddress.Serial port
            ? on(port)
            : null;
    return who == null
        ? failure
        : new CommandFailure(failure.code(), failure.getMessage() + "; " + who, failure);
  }

  /** Asks the {@code serve} that has the port open, by its status socket at the usual place. */
  private static @Nullable String on(LineAddress.Serial port) throws InterruptedException {
    Path folder = StatusFolder.usual();
    if (folder == null) {
      return null;
    }
    for (PortUser user : PortUsers.recently(port.device()).list()) {
      Path socket = StatusFolder.socket(folder, user.pid());
      try {
        if (Files.exists(socket)) {
          String device = Path.of(port.device()).toRealPath().toString();
          return words(ServerStatus.parse(StatusClient.ask(socket)), device);
        }
      } catch (CommandFailure | IOException | InvalidPathException e) {
        return null; // it is ending, or its status is of another version
      }
    }
    return null;
  }

  private static @Nullable String words(ServerStatus server, String device) {
    for (LineStatus line : server.lines()) {
      if (device.equals(line.device())) {
        String what = "serve has it as " + Shown.text(line.name()) + ", ";
        return line.visitors().isEmpty()
            ? what + "which is " + line.state() + ": log in through it"
            : what + "with " + words(line.visitors().get(0));
      }
    }
    return null;
  }

  private static String words(Visitor visitor) {
    Instant end = visitor.waitsUntil();
    return Shown.text(visitor.toString())
        + (end == null ? " on it since " : " waiting for it until ")
        + (end == null ? visitor.since() : end).truncatedTo(ChronoUnit.SECONDS);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.connect;

import dev.serialhandshake.cli.console.CommandFailure;
import dev.serialhandshake.cli.console.Console;
import dev.serialhandshake.cli.console.ExitCode;
import dev.serialhandshake.cli.line.LineAddress;
import dev.serialhandshake.cli.line.Lines;
import dev.serialhandshake.cli.line.TcpKeepAlive;
import dev.serialhandshake.core.HandshakeObserver;
import dev.serialhandshake.core.HandshakeSettings;
import dev.serialhandshake.netty.serial.SerialSettings;
import java.io.IOException;
import java.time.Duration;

/**
 * {@code connect LINE} and no options, which OpenSSH runs for every login: what {@link
 * ConnectCommand} does by default, without the library that reads command lines. Its reflection
 * takes longer than all else up to the first SYN.
 */
public final class PlainConnect {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private PlainConnect() {}

  /** Whether there is no more to read on a command line than this. */
  public static boolean isMeant(String... args) {
    return args.length == 2 && args[0].equals("connect") && isLine(args[1]);
  }

  /** What is none is for the library to explain. */
  private static boolean isLine(String text) {
    if (text.isEmpty() || text.startsWith("-") || text.startsWith("@")) {
      return false;
    }
    try {
      LineAddress.parse(text);
      return true;
    } catch (RuntimeException e) {
      return false;
    }
  }

  /**
   * Runs it.
   *
   * @param text the line
   * @return the exit code
   */
  public static int run(String text) {
    LineAddress line = LineAddress.parse(text);
    SerialSettings serial = SerialSettings.defaults();
    NearEnd near =
        new NearEnd(line, serial, HandshakeSettings.defaults(), TcpKeepAlive.DEFAULT, null);
    try {
      near.serve(
          () -> Lines.open(line, serial, LIMIT), HandshakeObserver.NONE, LocalClient.standard());
      return ExitCode.OK.number();
    } catch (CommandFailure e) {
      Console.tell(e);
      return e.code().number();
    } catch (IOException | InterruptedException | RuntimeException e) {
      Console.tell(e);
      return ExitCode.INTERNAL_ERROR.number();
    }
  }
}

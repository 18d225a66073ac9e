// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.connect;

import dev.serialhandshake.cli.console.CommandFailure;
import dev.serialhandshake.cli.console.Console;
import dev.serialhandshake.cli.console.Exit;
import dev.serialhandshake.cli.console.ExitCode;
import dev.serialhandshake.cli.line.LineAddress;
import dev.serialhandshake.cli.line.Lines;
import dev.serialhandshake.cli.line.OpenLine;
import dev.serialhandshake.cli.line.TcpKeepAlive;
import dev.serialhandshake.core.HandshakeObserver;
import dev.serialhandshake.core.HandshakeSettings;
import dev.serialhandshake.netty.serial.SerialSettings;
import java.io.IOException;
import java.time.Duration;

/**
 * {@code connect LINE} and {@code connect --fdpass LINE}, which OpenSSH runs for every login. It
 * does the same as {@link ConnectCommand} with all defaults, but without picocli: the reflection of
 * picocli takes longer than everything else before the first SYN.
 */
public final class PlainConnect {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private static final String FDPASS = "--fdpass";

  private PlainConnect() {}

  /** Not a lambda, as nothing that a login waits for is one: {@link Preparation}. */
  private record Once(LineAddress line, SerialSettings serial) implements NearEnd.Opening {
    @Override
    public OpenLine open() throws CommandFailure, InterruptedException {
      return Lines.open(line, serial, LIMIT);
    }
  }

  /** Whether a command line is exactly one of these two. */
  public static boolean isMeant(String... args) {
    return args.length >= 2
        && args.length == (handsOver(args) ? 3 : 2)
        && args[0].equals("connect")
        && isLine(args[args.length - 1]);
  }

  private static boolean handsOver(String... args) {
    return args[1].equals(FDPASS);
  }

  /**
   * A word that is no LINE goes to picocli, and {@link ConnectCommand} says what is wrong with it.
   */
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
   * Runs the command. With {@code --fdpass} it ends the process when the line is handed over.
   *
   * @param args a command line for which {@link #isMeant} is true
   * @return the exit code
   */
  public static int run(String... args) {
    new Preparation(!handsOver(args)).start();
    Selectors.settle();
    LineAddress line = LineAddress.parse(args[args.length - 1]);
    SerialSettings serial = SerialSettings.defaults();
    NearEnd near =
        new NearEnd(line, serial, HandshakeSettings.defaults(), TcpKeepAlive.DEFAULT, null);
    NearEnd.Opening opening = new Once(line, serial);
    try {
      if (handsOver(args)) {
        Fdpass.check(line);
        near.handOver(opening, HandshakeObserver.NONE, LocalClient.standard());
        Exit.leavingLinesOpen(ExitCode.OK.number());
      }
      near.serve(opening, HandshakeObserver.NONE, LocalClient.standard());
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

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.examples.cli.serve;

import com.pty4j.PtyProcess;
import com.pty4j.PtyProcessBuilder;
import com.pty4j.WinSize;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.Signal;
import org.jspecify.annotations.Nullable;

/** Starts processes on a pty of the size of the client's window, and follows that size. */
final class Pty {

  private static final WinSize USUAL = new WinSize(80, 24);

  private Pty() {}

  static Process start(
      List<String> command, Environment environment, Map<String, String> variables, String home)
      throws IOException {
    WinSize size = size(environment);
    PtyProcess process =
        new PtyProcessBuilder(command.toArray(new String[0]))
            .setEnvironment(variables)
            .setDirectory(home)
            .setInitialColumns(size.getColumns())
            .setInitialRows(size.getRows())
            .start();
    environment.addSignalListener(
        (channel, signal) -> {
          if (process.isAlive()) {
            process.setWinSize(size(environment));
          }
        },
        Signal.WINCH);
    return process;
  }

  private static WinSize size(Environment environment) {
    Map<String, String> variables = environment.getEnv();
    return new WinSize(
        number(variables.get(Environment.ENV_COLUMNS), USUAL.getColumns()),
        number(variables.get(Environment.ENV_LINES), USUAL.getRows()));
  }

  /** A client without a window sends 0. */
  private static int number(@Nullable String text, int otherwise) {
    int number = text == null ? 0 : Integer.parseInt(text);
    return number > 0 ? number : otherwise;
  }
}

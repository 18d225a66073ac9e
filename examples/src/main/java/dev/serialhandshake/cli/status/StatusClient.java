// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.status;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.serialhandshake.cli.console.CommandFailure;
import dev.serialhandshake.cli.console.ExitCode;
import dev.serialhandshake.cli.console.Threads;
import dev.serialhandshake.cli.line.LineAddress;
import dev.serialhandshake.cli.line.LineFailures;
import dev.serialhandshake.cli.line.UnixSockets;
import dev.serialhandshake.cli.trust.TrustedFiles;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks a {@code serve} for its status. The client only connects: the server then sends its status
 * and closes.
 */
final class StatusClient {

  private static final long DEADLINE_SECONDS = 5;

  /** Enough for ten thousand lines. */
  private static final int MAX_ANSWER_BYTES = 64 * 1024 * 1024;

  private StatusClient() {}

  /** The answer of a server: JSON of a {@link ServerStatus} that is safe to print. */
  static String ask(Path socket) throws CommandFailure, InterruptedException {
    String answer = answer(socket);
    try {
      String shown = ServerStatus.shown(answer);
      ServerStatus.parse(shown);
      return shown;
    } catch (IOException e) {
      throw failed(socket, "the answer is no status of a serve; check the path", e);
    }
  }

  private static String answer(Path socket) throws CommandFailure, InterruptedException {
    // Java has no deadline for a connect or read of a Unix socket, so another thread does both.
    Future<String> answer = Threads.BLOCKING.submit(() -> read(socket));
    try {
      return answer.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw failed(socket, "no answer within " + DEADLINE_SECONDS + " s; is it a serve?", e);
    } catch (ExecutionException e) {
      throw LineFailures.opening(
          new LineAddress.Unix(socket, false), Objects.requireNonNull(e.getCause()));
    } finally {
      answer.cancel(true); // Closes the channel, if the other thread still waits.
    }
  }

  private static String read(Path socket) throws IOException {
    UnixSockets.checkIsSocket(socket);
    TrustedFiles.checkOwnSocket(socket);
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      return new String(Channels.newInputStream(channel).readNBytes(MAX_ANSWER_BYTES), UTF_8);
    }
  }

  private static CommandFailure failed(Path socket, String message, Exception cause) {
    return new CommandFailure(ExitCode.LINE_CLOSED, "unix:" + socket + ": " + message, cause);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.connect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.cli.console.CommandFailure;
import dev.serialhandshake.cli.console.ExitCode;
import dev.serialhandshake.testing.SocketPair;
import java.io.IOException;
import java.net.Socket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class LocalListenerTest {

  private static void fail(String how) throws CommandFailure, IOException {
    switch (how) {
      case "line" -> throw new CommandFailure(ExitCode.LINE_CLOSED, "simulated");
      case "stream" -> throw new IOException("simulated");
      default -> throw new IllegalStateException("simulated");
    }
  }

  /** Otherwise one client could end the sessions of all clients after it. */
  @ParameterizedTest
  @ValueSource(strings = {"line", "stream", "bug"})
  void aClientThatFailsIsClosedAndEndsNothingElse(String how) throws Exception {
    try (SocketPair pair = SocketPair.open()) {
      Socket client = pair.near();
      LocalListener.serve(client, local -> fail(how), "board: ");
      assertTrue(client.isClosed());
      assertEquals(-1, pair.far().getInputStream().read());
    }
  }

  @Test
  void aClientThatIsServedIsClosed() throws Exception {
    try (SocketPair pair = SocketPair.open()) {
      LocalListener.serve(pair.near(), local -> local.output().write('x'), "");
      assertEquals('x', pair.far().getInputStream().read());
      assertEquals(-1, pair.far().getInputStream().read());
    }
  }
}

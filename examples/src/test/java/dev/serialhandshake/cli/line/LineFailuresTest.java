// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.line;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.cli.console.CommandFailure;
import dev.serialhandshake.cli.console.ExitCode;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Errors.NativeIoException;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The system's messages are in the language of the user: here in one that nobody looks for. */
class LineFailuresTest {

  private static final String FOREIGN = "Ĉio fuŝiĝis";

  @TempDir Path folder;

  @Test
  void anAddressThatIsTakenIsBusy() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String line = "tcp-listen:127.0.0.1:" + taken.getLocalPort();
      assertTold(ExitCode.PORT_BUSY, "already in use", line, new BindException(FOREIGN));
    }
  }

  @Test
  void anAddressOfAnotherMachineIsWrongUse() {
    assertTold(
        ExitCode.USAGE,
        "not an address of this machine",
        "tcp-listen:192.0.2.1:4000",
        new BindException(FOREIGN));
  }

  @ParameterizedTest
  @CsvSource({
    "tcp-listen:127.0.0.1:4000, -98, PORT_BUSY, already in use",
    "tcp-listen:127.0.0.1:4000, -99, USAGE, not an address of this machine",
    "tcp-listen:127.0.0.1:400, -13, NO_PERMISSION, below 1024",
    "tcp:127.0.0.1:4000, -111, CONNECTION_REFUSED, connection refused",
    "tcp:127.0.0.1:4000, -110, CONNECTION_REFUSED, no answer",
    "tcp:127.0.0.1:4000, -113, CONNECTION_REFUSED, not reachable",
    "tcp:127.0.0.1:4000, -24, INTERNAL_ERROR, LimitNOFILE",
    "tcp:127.0.0.1:4000, -23, INTERNAL_ERROR, fs.file-max",
    "tcp:127.0.0.1:4000, -101, CONNECTION_REFUSED, not reachable",
    "unix:/run/x, -2, NO_SUCH_PORT, no such socket"
  })
  void epollsErrorsAreToldByTheirNumbers(String line, int number, ExitCode code, String text) {
    Assumptions.assumeTrue(Epoll.isAvailable(), "needs epoll");
    assertTold(code, text, line, new NativeIoException(FOREIGN, number));
  }

  @Test
  void connectionsThatFailAreToldByTheirTypes() {
    String line = "tcp:192.0.2.1:22";
    ExitCode code = ExitCode.CONNECTION_REFUSED;
    assertTold(code, "connection refused", line, new ConnectException(FOREIGN));
    assertTold(code, "no answer", line, new SocketTimeoutException(FOREIGN));
    assertTold(code, "not reachable", line, new NoRouteToHostException(FOREIGN));
  }

  @Test
  void filesAreToldByTypes() {
    String socket = folder.resolve("s").toString();
    assertTold(
        ExitCode.NO_SUCH_PORT, "no such socket", "unix:" + socket, new NoSuchFileException(socket));
    assertTold(
        ExitCode.NO_PERMISSION,
        "no permission to make a socket there",
        "unix-listen:" + socket,
        new AccessDeniedException(socket));
  }

  @Test
  void whatHasNoTypeIsToldInTheWordsOfTheSystem() {
    assertTold(
        ExitCode.CONNECTION_REFUSED,
        "cannot be opened: " + FOREIGN,
        "tcp:192.0.2.1:22",
        new IOException(FOREIGN));
  }

  @ParameterizedTest
  @CsvSource({"unix:", "unix-listen:"})
  void aPathThatTheSystemWouldCutShortIsRefused(String kind) {
    Path path = folder.resolve("x".repeat(120));
    assertRefusesLength(kind + path);
  }

  /** Such as that of a socket that is made in a hidden folder first. */
  @Test
  void aFolderWhoseSocketsWouldBeCutShortIsRefused() throws Exception {
    int length = folder.toString().length();
    Path deep = Files.createDirectory(folder.resolve("x".repeat(102 - length)));
    assertRefusesLength("unix-listen:" + deep.resolve("s"));
    try (var files = Files.list(deep)) {
      assertEquals(0, files.count());
    }
  }

  private static void assertRefusesLength(String text) {
    LineAddress.Unix line = (LineAddress.Unix) LineAddress.parse(text);
    try {
      if (line.listens()) {
        PrivateSocket.prepare(line.path()).unlink();
      } else {
        UnixSockets.checkIsSocket(line.path());
      }
      throw new AssertionError("accepted");
    } catch (IOException e) {
      assertTold(ExitCode.USAGE, "may have 10", text, e);
    }
  }

  private static void assertTold(ExitCode code, String text, String line, Exception e) {
    CommandFailure failure = LineFailures.opening(LineAddress.parse(line), e);
    String message = String.valueOf(failure.getMessage());
    assertTrue(message.contains(text), message);
    assertEquals(code, failure.code(), message);
  }
}

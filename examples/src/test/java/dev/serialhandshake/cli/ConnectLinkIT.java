// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.cli.console.ExitCode;
import dev.serialhandshake.core.HandshakeObserver;
import dev.serialhandshake.core.HandshakeSettings;
import dev.serialhandshake.core.blocking.BlockingHandshake;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code connect --link} on lines that break, and that say something between the frames. */
@Timeout(120)
class ConnectLinkIT {

  private static final String LOST = "; the session waits for it for ";
  private static final String BACK = "the line is back, and the session goes on";

  @TempDir Path folder;

  @Test
  void aMegabyteEachWayGoesOverATcpLineThatIsCutThreeTimes() throws Exception {
    byte[] sent = random(1_000_000);
    AtomicReference<LinkServer> far = new AtomicReference<>();
    Cuts cuts = new Cuts(250_000, 3, () -> far.get().cut());
    try (ServerSocket listener = LinkServer.listener();
        LinkServer server = LinkServer.on(listener, cuts)) {
      far.set(server);
      Result result = transfer(sent, "--link", "--hex", LinkServer.line(listener));
      assertArrayEquals(sent, result.received(), result.err());
      assertEquals(0, result.exit(), result.err());
      assertEquals(3, count(result.err(), LOST + "5 min"), result.err());
      assertEquals(3, count(result.err(), BACK), result.err());
      assertEquals(1, count(result.err(), "the line was lost 3 times"), result.err());
    }
  }

  @Test
  void aSessionGoesOnWhenAPortIsUnpluggedAndIsBackUnderItsName() throws Exception {
    byte[] sent = random(100_000);
    AtomicReference<PtyLine> plugged = new AtomicReference<>(new PtyLine(folder));
    Cuts cuts =
        new Cuts(
            30_000,
            2,
            () -> {
              plugged.get().close();
              plugged.set(new PtyLine(folder));
            });
    String port = plugged.get().a;
    LinkServer server = LinkServer.on(plugged.get().b, cuts);
    try {
      Result result = transfer(sent, "--link", "-b", "921600", port);
      assertArrayEquals(sent, result.received(), result.err());
      assertEquals(0, result.exit(), result.err());
      assertEquals(2, count(result.err(), BACK), result.err());
    } finally {
      server.close();
      plugged.get().close();
    }
  }

  @Test
  void aLineThatIsNotBackWithinGraceEndsTheSession() throws Exception {
    AtomicReference<LinkServer> far = new AtomicReference<>();
    ServerSocket listener = LinkServer.listener();
    try (LinkServer server =
        LinkServer.on(
            listener,
            bytes -> {
              listener.close();
              far.get().close();
            })) {
      far.set(server);
      Result result = talk("--link", "--grace", "1500ms", LinkServer.line(listener));
      assertEquals(ExitCode.LINE_CLOSED.number(), result.exit(), result.err());
      assertEquals(1, count(result.err(), LOST + "1500 ms"), result.err());
      assertEquals(1, count(result.err(), "not back within 1500 ms (tcp:"), result.err());
      assertEquals(1, count(result.err(), "connection refused"), result.err());
    }
  }

  @Test
  void aServerThatHasRestartedRefusesTheSession() throws Exception {
    AtomicReference<LinkServer> far = new AtomicReference<>();
    try (ServerSocket listener = LinkServer.listener()) {
      try (LinkServer server =
          LinkServer.on(
              listener,
              bytes -> {
                far.get().close();
                far.set(LinkServer.on(listener, more -> {}));
              })) {
        far.set(server);
        Result result = talk("--link", LinkServer.line(listener));
        assertEquals(ExitCode.LINE_CLOSED.number(), result.exit(), result.err());
        assertEquals(1, count(result.err(), "does not know the session any more"), result.err());
      } finally {
        far.get().close();
      }
    }
  }

  @Test
  void aServerThatKnowsNoLinksIsTold() throws Exception {
    try (PeerSocket peer =
        new PeerSocket(
            client -> {
              BlockingHandshake.server(
                  client.getInputStream(),
                  client.getOutputStream(),
                  HandshakeSettings.defaults(),
                  HandshakeObserver.NONE);
              client.getOutputStream().write("SSH-2.0-x\r\n".getBytes(UTF_8));
              PeerSocket.swallow(client);
            })) {
      Result result = talk("--link", peer.line());
      assertEquals(ExitCode.NO_LINK.number(), result.exit(), result.err());
      assertEquals(1, count(result.err(), "knows no links; leave --link out"), result.err());
    }
  }

  /** How a run ended. */
  private static final class Result {

    private final byte[] received;
    private final int exit;
    private final String err;

    Result(byte[] received, int exit, String err) {
      this.received = received;
      this.exit = exit;
      this.err = err;
    }

    byte[] received() {
      return received;
    }

    int exit() {
      return exit;
    }

    String err() {
      return err;
    }
  }

  /** Sends bytes through {@code connect} until all of them are back. */
  private static Result transfer(byte[] bytes, String... arguments) throws Exception {
    return run(bytes, bytes.length, arguments);
  }

  /** Sends a byte, and waits for the end. */
  private static Result talk(String... arguments) throws Exception {
    return run(new byte[] {'x'}, Integer.MAX_VALUE, arguments);
  }

  private static Result run(byte[] bytes, int expected, String... arguments) throws Exception {
    List<String> command = Run.jarCommand("connect");
    command.addAll(List.of(arguments));
    Path errors = Files.createTempFile("link", ".err");
    Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    try {
      OutputStream in = process.getOutputStream();
      Background.run(
          "client",
          () -> {
            in.write(bytes);
            in.flush();
          });
      byte[] received = process.getInputStream().readNBytes(expected);
      in.close();
      assertTrue(process.waitFor(30, TimeUnit.SECONDS), "does not end");
      return new Result(received, process.exitValue(), Files.readString(errors));
    } finally {
      process.destroyForcibly();
      Files.delete(errors);
    }
  }

  private static int count(String text, String part) {
    return text.split(Pattern.quote(part), -1).length - 1;
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(21).nextBytes(bytes);
    return bytes;
  }

  /** Does something to the line, each time that so many more bytes have come back. */
  private static final class Cuts implements LinkServer.Watcher {

    /** What is done. */
    interface Cut {
      void run() throws IOException;
    }

    private final long every;
    private final Cut cut;
    private int left;
    private long next;

    Cuts(long every, int times, Cut cut) {
      this.every = every;
      this.cut = cut;
      left = times;
      next = every;
    }

    @Override
    public void sentBack(long bytes) throws IOException {
      if (left > 0 && bytes >= next) {
        left--;
        next += every;
        cut.run();
      }
    }
  }
}

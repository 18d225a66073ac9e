// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.core.HandshakeObserver;
import dev.serialhandshake.core.HandshakeSettings;
import dev.serialhandshake.core.blocking.BlockingHandshake;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What many clients that do not log in can take from a {@code serve} with little memory. */
@Timeout(180)
class LimitsIT {

  private static final int ATTACKERS = Integer.getInteger("limits.attackers", 150);
  private static final int PACKET = 256 * 1024;
  private static final int DEADLINE_MILLIS = 30_000;

  @TempDir Path folder;

  private OpenSsh client;
  private Daemon server;
  private String line;
  private List<String> heap = List.of("-Xmx40m");
  private final List<Socket> sockets = new ArrayList<>();

  @BeforeEach
  void makeKeys() throws Exception {
    client = new OpenSsh(folder);
  }

  @AfterEach
  void stop() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    if (server != null) { // null where the test was skipped
      server.close();
    }
  }

  private void serve(String... options) throws Exception {
    List<String> command = Run.jarCommand(client.keys().serve());
    command.addAll(1, heap);
    command.addAll(List.of(options));
    command.add("tcp-listen:127.0.0.1:0");
    server = Daemon.program(command.toArray(String[]::new));
    line = server.served();
  }

  private Socket connect() throws IOException {
    int port = Daemon.portOf(line);
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(DEADLINE_MILLIS);
    sockets.add(socket);
    return socket;
  }

  /** A client that has shaken hands and said who it is. */
  private Socket begin() throws IOException {
    Socket socket = connect();
    BlockingHandshake.client(
        socket.getInputStream(),
        socket.getOutputStream(),
        HandshakeSettings.builder().build(),
        HandshakeObserver.NONE);
    socket.getOutputStream().write("SSH-2.0-attack\r\n".getBytes(US_ASCII));
    return socket;
  }

  private void assertTheOwnerGetsIn() throws Exception {
    Run ssh = client.ssh(line, new byte[0], "echo in");
    assertEquals("in\n", ssh.out(), ssh.err());
  }

  @Test
  void hugePacketsThatNeverEndTakeNoMemory() throws Exception {
    serve();
    byte[] packet = ByteBuffer.allocate(PACKET).putInt(PACKET - 4).put((byte) 4).array();
    for (int i = 0; i < ATTACKERS; i++) {
      try {
        begin().getOutputStream().write(packet, 0, packet.length - 1);
      } catch (IOException e) {
        // Sent away already, which is what it should be.
      }
    }
    assertTheOwnerGetsIn();
    assertTrue(server.isAlive());
  }

  @Test
  void aPacketThatIsTooLongBeforeTheLoginEndsItsSession() throws Exception {
    serve();
    Socket attacker = begin();
    attacker.getOutputStream().write(ByteBuffer.allocate(8).putInt(40_000).array());
    server.await("session over");
    assertTheOwnerGetsIn();
  }

  @ParameterizedTest
  @CsvSource({
    "--max-startups, this line",
    "--max-startups-in-all, all lines",
  })
  void clientsBeyondThoseThatMayWaitForTheirLoginAreSentAway(String limit, String where)
      throws Exception {
    serve(limit + "=2");
    begin();
    begin();
    Socket third = begin();
    assertSentAway(third);
    server.await("2 other clients on " + where + " have not logged in yet (" + limit + ")");
    sockets.get(0).close();
    server.await("session over");
    assertTheOwnerGetsIn();
  }

  @Test
  void theFirstConnectionThatWaitsGivesWayToANewOne() throws Exception {
    serve("--max-connections=2");
    Socket first = connect();
    begin(); // in a session: it stays
    connect();
    assertSentAway(first);
    server.await("--max-connections");
    assertTheOwnerGetsIn();
  }

  /**
   * With limits that let in more than the memory holds. The JVM has a flag for it, and an exit code
   * of its own.
   */
  @ParameterizedTest
  @CsvSource({
    "-Dnone=none, out of memory, 1",
    "-XX:+ExitOnOutOfMemoryError, java.lang.OutOfMemoryError, 3"
  })
  void aProcessWithoutMemoryEndsWithASentence(String flag, String sentence, int exit)
      throws Exception {
    heap = List.of("-Xmx20m", flag);
    serve("--max-connections=100000", "--max-startups=100000", "--max-startups-in-all=100000");
    byte[] packet = ByteBuffer.allocate(34_000).putInt(34_900).put((byte) 4).array();
    for (int i = 0; i < 1_000 && server.isAlive(); i++) {
      try {
        begin().getOutputStream().write(packet);
      } catch (IOException e) {
        // Perhaps it has ended.
      }
    }
    assertEquals(exit, server.await());
    assertTrue((server.said() + server.wrote()).contains(sentence), server.said());
  }

  private static void assertSentAway(Socket socket) {
    try {
      socket.getInputStream().readAllBytes(); // to the end
    } catch (SocketTimeoutException e) {
      throw new AssertionError("the connection stays open", e);
    } catch (IOException e) {
      // A reset is an end as well.
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * One session of SSH with {@code connect --link} and {@code serve}, over a cable that is pulled ten
 * times during one transfer. In full: {@code -Dcable.bytes=10000000}.
 */
@Timeout(600)
class PulledCableIT {

  private static final int BYTES = Integer.getInteger("cable.bytes", 1_000_000);
  private static final int PULLS = 10;
  private static final int EACH = BYTES / (PULLS + 1);

  /** The fastest rate that a port has. A pseudo-terminal has none, but the link keeps to it. */
  private static final String BAUD = "4000000";

  private static final String LOST = "; the session waits for it for 5 min";
  private static final String BACK = "the line is back, and the session goes on";

  @TempDir Path folder;
  private OpenSsh client;

  @BeforeEach
  void makeKeys() throws Exception {
    client = new OpenSsh(folder);
  }

  @Test
  void aTransferIsIntactWhenItsTcpConnectionIsClosedTenTimes() throws Exception {
    try (Daemon server = client.serve()) {
      int port = server.servedPort();
      try (PulledCable.Connections cable = new PulledCable.Connections(port, EACH)) {
        transfer(server, cable);
      }
    }
  }

  @Test
  void aTransferIsIntactWhenBothPortsAreUnpluggedTenTimes() throws Exception {
    try (PulledCable.Ports cable = new PulledCable.Ports(folder, EACH);
        Daemon server = client.serve("--baud=" + BAUD, cable.far())) {
      server.await("serving ");
      transfer(server, cable, "--baud=" + BAUD);
    }
  }

  private void transfer(Daemon server, PulledCable cable, String... options) throws Exception {
    byte[] sent = new byte[BYTES];
    new Random(21).nextBytes(sent);
    long start = System.nanoTime();
    ExecutorService threads = Executors.newSingleThreadExecutor();
    try {
      Future<Run> transfer = threads.submit(() -> cat(sent, cable.near(), options));
      try {
        for (int pull = 0; pull < PULLS; pull++) {
          cable.pull();
          cable.plug(pull < PULLS - 1 ? EACH : Long.MAX_VALUE);
        }
      } catch (AssertionError e) { // the words of ssh say why
        cable.close();
        throw new AssertionError(transfer.get().err(), e);
      }
      Run run = transfer.get();
      long millis = (System.nanoTime() - start) / 1_000_000;
      assertEquals(0, run.exit(), run.err());
      assertArrayEquals(hash(sent), hash(run.bytes()), run.bytes().length + " bytes: " + run.err());
      assertEquals(PULLS, count(run.err(), LOST), run.err());
      assertEquals(PULLS, count(run.err(), BACK), run.err());
      System.out.printf(
          Locale.ROOT,
          "%d bytes there and back over %s, which was pulled %d times: %d ms%n",
          BYTES,
          cable.near(),
          PULLS,
          millis);
    } finally {
      threads.shutdownNow();
    }
    server.await("session over (tester");
    server.terminate();
    assertEquals(1, count(server.said(), "session over"), server.said());
  }

  private Run cat(byte[] bytes, String line, String... options) throws Exception {
    List<String> connect = Run.jarCommand("connect", "--link");
    connect.addAll(List.of(options));
    connect.add(line);
    String proxy = OpenSsh.quoted(connect);
    return client.ssh(line, bytes, "cat", "-o", "ProxyCommand=" + proxy);
  }

  private static byte[] hash(byte[] bytes) throws Exception {
    return MessageDigest.getInstance("SHA-256").digest(bytes);
  }

  private static int count(String text, String part) {
    return text.split(Pattern.quote(part), -1).length - 1;
  }
}

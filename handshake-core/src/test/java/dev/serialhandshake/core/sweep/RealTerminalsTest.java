// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.sweep;

import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.serialhandshake.core.BlockingHandshake;
import dev.serialhandshake.core.ByteView;
import dev.serialhandshake.core.FarEnd;
import dev.serialhandshake.core.Handshake;
import dev.serialhandshake.core.HandshakeObserver;
import dev.serialhandshake.core.HandshakeSettings;
import dev.serialhandshake.core.State;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server on a real terminal that does what terminals do. */
@EnabledOnOs(OS.LINUX)
@EnabledIfSystemProperty(named = "real.terminals", matches = "true")
class RealTerminalsTest {

  private static final Duration ANSWER_TIME = Duration.ofMillis(20);

  private static final SweepSettings SETTINGS =
      new SweepSettings(
          ANSWER_TIME, Duration.ofMillis(100), Duration.ofMillis(1000), Duration.ofMillis(50));

  private static final BitSet VALUES =
      BitSet.valueOf(new long[] {1 << 0x0a | 1 << 0x0d | 1 << 0x11 | 1 << 0x13 | 1 << 0x16, 0, 1});

  static {
    VALUES.set(0xff);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "''; ''",
        "icrnl=1; to the peer: 0d CR: CR becomes LF (stty -icrnl)",
        "inlcr=1; to the peer: 0a LF: LF becomes CR (stty -inlcr)",
        "igncr=1; to the peer: 0d CR lost (stty -igncr)",
        "ixon=1; to the peer: 11 XON, 13 XOFF lost (flow control none: stty -ixon -ixoff)",
        "istrip=1; to the peer: 80, ff IAC: bit 7 is stripped (stty cs8 -parenb -istrip)",
        "opost=1,onlcr=1;" + " from the peer: 0a LF: LF becomes CR LF (stty -opost -onlcr)",
      })
  void settingOfATerminalIsFoundOut(String option, String finding, @TempDir Path folder)
      throws IOException, InterruptedException {
    Path device = folder.resolve("tty");
    String options = ",raw,echo=0" + (option.isEmpty() ? "" : "," + option);
    try (FarEnd terminal = FarEnd.terminal(device, options);
        FarEnd port = FarEnd.of("socat", "-", "FILE:" + device)) {
      Thread server = new Thread(() -> serve(port), "server");
      server.setDaemon(true);
      server.start();
      BlockingQueue<byte[]> reads = new LinkedBlockingQueue<>();
      Thread reader = new Thread(() -> pump(terminal.in(), reads), "reader");
      reader.setDaemon(true);
      reader.start();
      SweepReport report = sweep(terminal, reads);
      assertEquals(finding.isEmpty() ? List.of() : List.of(finding), report.findings());
      if (!option.startsWith("istrip")) { // over which no handshake passes
        assertEquals(State.ESTABLISHED, handshake(terminal, reads));
      }
    }
  }

  private static void serve(FarEnd port) {
    HandshakeSettings settings =
        HandshakeSettings.builder().handshakeTimeout(Duration.ZERO).answerTime(ANSWER_TIME).build();
    try {
      BlockingHandshake.server(port.in(), port.out(), settings, HandshakeObserver.NONE);
    } catch (IOException e) {
      // The test is over.
    }
  }

  private static SweepReport sweep(FarEnd terminal, BlockingQueue<byte[]> reads)
      throws IOException, InterruptedException {
    TransparencySweep sweep = TransparencySweep.of(VALUES, SETTINGS);
    sweep.start(System.nanoTime());
    while (!sweep.isDone()) {
      write(terminal, sweep.pollTransmit());
      byte[] read = reads.poll(sweep.nanosToTimeout(System.nanoTime()), NANOSECONDS);
      if (read == null) {
        sweep.timeout(System.nanoTime());
      } else {
        sweep.receive(ByteView.of(read, 0, read.length), System.nanoTime());
      }
    }
    return sweep.report();
  }

  private static State handshake(FarEnd terminal, BlockingQueue<byte[]> reads)
      throws IOException, InterruptedException {
    Handshake client =
        Handshake.client(HandshakeSettings.defaults(), new Random(1), HandshakeObserver.NONE);
    client.start(System.nanoTime());
    while (!client.state().isFinal()) {
      write(terminal, client.pollTransmit());
      byte[] read = reads.poll(client.nanosToTimeout(System.nanoTime()), NANOSECONDS);
      if (read == null) {
        client.timeout(System.nanoTime());
      } else {
        client.receive(ByteView.of(read, 0, read.length), System.nanoTime());
      }
    }
    return client.state();
  }

  private static void write(FarEnd terminal, byte[] bytes) throws IOException {
    if (bytes != null) {
      terminal.out().write(bytes);
      terminal.out().flush();
    }
  }

  private static void pump(InputStream in, BlockingQueue<byte[]> reads) {
    byte[] buffer = new byte[256];
    try {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        reads.add(Arrays.copyOf(buffer, n));
      }
    } catch (IOException e) {
      // The test is over.
    }
  }
}

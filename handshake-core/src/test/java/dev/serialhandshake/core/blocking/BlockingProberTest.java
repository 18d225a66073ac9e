// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.blocking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.core.FailureReason;
import dev.serialhandshake.core.HandshakeObserver;
import dev.serialhandshake.core.HandshakeSettings;
import dev.serialhandshake.core.probing.LinePing;
import dev.serialhandshake.core.probing.PeerCheck;
import dev.serialhandshake.core.probing.PingReport;
import dev.serialhandshake.core.probing.SweepSettings;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BlockingProberTest {

  /** Answers may take as long as a busy machine likes. */
  private static final SweepSettings PATIENT =
      SweepSettings.builder()
          .answerTime(Duration.ZERO)
          .margin(Duration.ZERO)
          .patience(Duration.ofSeconds(50))
          .quietTime(Duration.ofSeconds(50))
          .build();

  private final TestLine line = new TestLine();
  private final ExecutorService peer = Executors.newSingleThreadExecutor();

  @AfterEach
  void close() throws Exception {
    peer.shutdownNow();
    line.close();
  }

  private static PeerCheck check() {
    return new PeerCheck(HandshakeSettings.defaults(), new Random(1), HandshakeObserver.NONE);
  }

  /** Answers every SYN, as a server without an answer time would. */
  private Void answer() throws IOException {
    for (int b = line.fromClient.read(); b >= 0; b = line.fromClient.read()) {
      if (b == 0x16) {
        int nonce = line.fromClient.read();
        line.toClient.write(new byte[] {0x06, (byte) (nonce + 1), (byte) 0xB0});
      }
    }
    return null;
  }

  @Test
  void severalTestsUseTheLineOneAfterTheOther() throws Exception {
    peer.submit(this::answer);
    AtomicInteger steps = new AtomicInteger();
    try (BlockingProber prober = new BlockingProber(line.fromServer, line.toServer)) {
      PeerCheck check = check();
      prober.run(check);
      assertNull(check.failure());
      LinePing ping = LinePing.of(5, PATIENT);
      prober.run(ping, steps::incrementAndGet);
      PingReport report = ping.report();
      assertEquals(5, report.answered());
    }
    assertTrue(steps.get() >= 5, "steps: " + steps);
  }

  @Test
  void aLineThatClosesEndsTheTest() throws Exception {
    line.toClient.close();
    try (BlockingProber prober = new BlockingProber(line.fromServer, line.toServer)) {
      PeerCheck check = check();
      prober.run(check);
      assertEquals(FailureReason.LINE_CLOSED, check.failure().reason());
    }
  }

  @Test
  void aFailureOfAStreamIsThrownAndEndsTheTest() {
    IOException unplugged = new IOException("unplugged");
    OutputStream out =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw unplugged;
          }
        };
    LinePing ping = LinePing.of(5, PATIENT);
    try (BlockingProber prober = new BlockingProber(line.fromServer, out)) {
      assertSame(unplugged, assertThrows(IOException.class, () -> prober.run(ping)));
    }
    assertTrue(ping.isDone());
  }

  @Test
  void closingEndsTheThreadsWhichKeepNoProgramAlive() throws Exception {
    BlockingProber prober = new BlockingProber(line.fromServer, line.toServer);
    List<Thread> threads = StreamThreads.live();
    assertEquals(2, threads.size());
    assertTrue(threads.stream().allMatch(Thread::isDaemon));
    prober.close();
    assertEquals(List.of(), StreamThreads.live());
  }

  @Test
  void interruptionEndsTheWait() {
    Thread.currentThread().interrupt();
    LinePing ping = LinePing.of(5, PATIENT);
    try (BlockingProber prober = new BlockingProber(line.fromServer, line.toServer)) {
      assertThrows(InterruptedIOException.class, () -> prober.run(ping));
    }
    assertTrue(Thread.interrupted());
    assertFalse(ping.isDone());
  }
}

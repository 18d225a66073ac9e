// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.blocking;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.core.blocking.BlockingLink.Line;
import dev.serialhandshake.core.blocking.BlockingLink.LineSource;
import dev.serialhandshake.core.blocking.BlockingLink.Observer;
import dev.serialhandshake.core.link.Link;
import dev.serialhandshake.core.link.LinkEnd;
import dev.serialhandshake.core.link.LinkException;
import dev.serialhandshake.core.link.LinkSettings;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class BlockingLinkTest {

  private static final LinkSettings SETTINGS = LinkSettings.defaults();
  private static final Duration LONG = Duration.ofSeconds(60);

  /** For tests of a silent line alone: others would race with it on a busy machine. */
  private static final LinkSettings HASTY =
      LinkSettings.builder()
          .pingInterval(Duration.ofMillis(20))
          .silence(Duration.ofMillis(200))
          .openTimeout(Duration.ofMillis(200))
          .build();

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

  private final Observer teller =
      new Observer() {
        @Override
        public void interrupted(IOException cause) {
          told.add("interrupted");
        }

        @Override
        public void resumed() {
          told.add("resumed");
        }
      };

  @AfterEach
  void nothingIsLeft() throws Exception {
    threads.shutdownNow();
    for (Thread thread : StreamThreads.live()) {
      thread.join(30_000);
    }
    assertEquals(List.of(), StreamThreads.live());
  }

  @Test
  void bothEndsTalkAndACloseIsTheEndOfThePeersStream() throws Exception {
    try (Cable cable = new Cable()) {
      Future<BlockingLink> opening = server(cable, SETTINGS);
      try (BlockingLink client = client(cable, SETTINGS);
          BlockingLink server = within30Seconds(opening)) {
        client.output().write("SSH-client".getBytes(US_ASCII));
        server.output().write("SSH-server".getBytes(US_ASCII));
        assertEquals("SSH-client", text(server, 10));
        assertEquals("SSH-server", text(client, 10));
        server.output().write("bye".getBytes(US_ASCII));
        server.output().close();
        assertEquals("bye", new String(client.input().readAllBytes(), US_ASCII));
        assertEquals(LinkEnd.CLOSED, server.end());
        assertEquals(LinkEnd.PEER_CLOSED, client.end());
        LinkException late =
            assertThrows(LinkException.class, () -> client.output().write(new byte[1]));
        assertEquals(LinkEnd.PEER_CLOSED, late.end());
        assertEquals(
            LinkEnd.CLOSED, assertThrows(LinkException.class, () -> server.input().read()).end());
      }
    }
  }

  @Test
  void aMegabyteGoesEachWayOverANoisyLineThatIsCutThreeTimes() throws Exception {
    byte[] bytes = random(1_000_000);
    try (Cable cable = new Cable(NoisyOutput::new)) {
      Future<BlockingLink> opening = server(cable, SETTINGS);
      try (BlockingLink client =
              BlockingLink.open(
                  Link.client(SETTINGS, new Random(1)), cable.client(LONG), cable::client, teller);
          BlockingLink server = within30Seconds(opening)) {
        Future<?> sent = threads.submit(() -> write(client, bytes));
        Future<?> sentBack = threads.submit(() -> write(server, bytes));
        Future<byte[]> received = threads.submit(() -> client.input().readNBytes(bytes.length));
        byte[] atServer = new byte[bytes.length];
        for (int part = 0; part < 4; part++) {
          int from = part * (bytes.length / 4);
          server.input().readNBytes(atServer, from, bytes.length / 4);
          if (part < 3) {
            cable.cutAndPlug();
          }
        }
        assertArrayEquals(bytes, atServer);
        assertArrayEquals(bytes, within30Seconds(received));
        within30Seconds(sent);
        within30Seconds(sentBack);
        assertTrue(client.counters().framesRepeated() > 0, client.counters().toString());
        assertTrue(client.counters().interruptions() > 0, client.counters().toString());
      }
    }
  }

  @Test
  void theObserverIsToldOnceThoughTheLineIsNotBackAtTheFirstTries() throws Exception {
    try (Cable cable = new Cable()) {
      AtomicInteger tries = new AtomicInteger();
      LineSource third =
          most -> {
            assertTrue(most.compareTo(SETTINGS.grace()) <= 0 && !most.isZero(), most.toString());
            if (tries.incrementAndGet() < 3) {
              throw new IOException("not yet");
            }
            return cable.client(most);
          };
      Future<BlockingLink> opening = server(cable, SETTINGS);
      try (BlockingLink client =
              BlockingLink.open(
                  Link.client(SETTINGS, new Random(1)), cable.client(LONG), third, teller);
          BlockingLink server = within30Seconds(opening)) {
        cable.cutAndPlug();
        client.output().write("again".getBytes(US_ASCII));
        assertEquals("again", text(server, 5));
        assertEquals("interrupted", told.poll(30, TimeUnit.SECONDS));
        assertEquals("resumed", told.poll(30, TimeUnit.SECONDS));
        assertEquals(3, tries.get());
        assertEquals(List.of(), List.copyOf(told));
      }
    }
  }

  @Test
  void aWriterWaitsForAPeerThatTakesNothing() throws Exception {
    byte[] bytes = random(1_000_000);
    int windows = 2 * SETTINGS.window() * SETTINGS.payload();
    AtomicLong taken = new AtomicLong();
    AtomicLong most = new AtomicLong();
    try (Cable cable = new Cable()) {
      Future<BlockingLink> opening = server(cable, SETTINGS);
      try (BlockingLink client = client(cable, SETTINGS);
          BlockingLink server = within30Seconds(opening)) {
        Future<?> sent =
            threads.submit(
                () -> {
                  for (int i = 0; i < bytes.length; i += 1000) {
                    client.output().write(bytes, i, 1000);
                    long ahead = i + 1000 - taken.get();
                    most.accumulateAndGet(ahead, Math::max);
                  }
                  return null;
                });
        for (int i = 0; i < bytes.length; i += 1000) {
          taken.set(i + 1000); // Before it is taken, or it might be counted too late.
          assertEquals(1000, server.input().readNBytes(1000).length);
        }
        within30Seconds(sent);
        assertTrue(most.get() <= windows, most + " bytes waited, more than " + windows);
      }
    }
  }

  @Test
  void aServerThatKnowsNoLinksIsSaidToAndTheLineIsClosed() throws Exception {
    try (TestLine silent = new TestLine()) {
      CountDownLatch closed = new CountDownLatch(1);
      LinkException failure =
          assertThrows(
              LinkException.class,
              () ->
                  BlockingLink.open(
                      Link.client(HASTY, new Random(1)),
                      line(silent.fromServer, silent.toServer, closed),
                      most -> {
                        throw new AssertionError("there is no session to resume");
                      },
                      Observer.NONE));
      assertEquals(LinkEnd.NO_LINK_AT_PEER, failure.end());
      assertEquals(0, closed.getCount());
    }
  }

  @Test
  void aLineThatEndsBeforeTheLinkIsOpenIsNotOpenedAgain() throws Exception {
    try (TestLine line = new TestLine()) {
      line.toClient.close();
      LinkException failure =
          assertThrows(
              LinkException.class,
              () ->
                  BlockingLink.open(
                      Link.client(SETTINGS, new Random(1)),
                      line(line.fromServer, line.toServer, new CountDownLatch(1)),
                      most -> {
                        throw new AssertionError("there is no session to resume");
                      },
                      Observer.NONE));
      assertEquals(LinkEnd.LINE_LOST, failure.end());
      assertNotNull(failure.getCause());
    }
  }

  @Test
  void aSessionEndsWhenItsGraceTimeIsOverAndTellsWhyTheLineIsNotBack() throws Exception {
    LinkSettings hasty = SETTINGS.toBuilder().grace(Duration.ofMillis(300)).build();
    IOException gone = new IOException("no such port");
    try (Cable cable = new Cable()) {
      Future<BlockingLink> opening = server(cable, hasty);
      try (BlockingLink client =
              BlockingLink.open(
                  Link.client(hasty, new Random(1)),
                  cable.client(LONG),
                  most -> {
                    throw gone;
                  },
                  Observer.NONE);
          BlockingLink server = within30Seconds(opening)) {
        cable.cut();
        LinkException failure = assertThrows(LinkException.class, () -> client.input().read());
        assertEquals(LinkEnd.GRACE_OVER, failure.end());
        assertSame(gone, failure.getCause());
        assertEquals(
            LinkEnd.GRACE_OVER,
            assertThrows(LinkException.class, () -> server.input().read()).end());
      }
    }
  }

  @Test
  void aServerThatHasRestartedRefusesTheSession() throws Exception {
    try (Cable cable = new Cable()) {
      Future<BlockingLink> opening =
          threads.submit(
              () ->
                  BlockingLink.open(
                      Link.server(SETTINGS, new Random(2)),
                      cable.server(LONG),
                      BlockingLinkTest::waitForEver,
                      Observer.NONE));
      try (BlockingLink client = client(cable, SETTINGS);
          BlockingLink dead = within30Seconds(opening)) {
        cable.cutAndPlug();
        Future<BlockingLink> restarted = server(cable, SETTINGS);
        LinkException failure = assertThrows(LinkException.class, () -> client.input().read());
        assertEquals(LinkEnd.REFUSED, failure.end());
        assertThrows(Exception.class, () -> within30Seconds(restarted));
        assertEquals(null, dead.end());
      }
    }
  }

  @Test
  void aCloseFromAnotherThreadEndsAReadAndAWriteThoughThePeerTakesNothing() throws Exception {
    LinkSettings hasty = SETTINGS.toBuilder().closeTimeout(Duration.ofMillis(200)).build();
    try (Cable cable = new Cable()) {
      Future<BlockingLink> opening = server(cable, SETTINGS);
      try (BlockingLink client = client(cable, hasty);
          BlockingLink server = within30Seconds(opening)) {
        Future<?> reading = threads.submit(() -> client.input().read());
        Future<?> writing = threads.submit(() -> write(client, random(1_000_000)));
        server.input().read();
        client.output().close();
        assertEquals(LinkEnd.CLOSED_UNCONFIRMED, client.end());
        assertEquals(LinkEnd.CLOSED, endOf(reading));
        assertEquals(LinkEnd.CLOSED, endOf(writing));
      }
    }
  }

  @Test
  void aCloseWhileTheLineIsLostInterruptsTheAttemptToGetItBack() throws Exception {
    CountDownLatch interrupted = new CountDownLatch(1);
    CountDownLatch asked = new CountDownLatch(1);
    try (Cable cable = new Cable()) {
      Future<BlockingLink> opening = server(cable, SETTINGS);
      BlockingLink client =
          BlockingLink.open(
              Link.client(SETTINGS, new Random(1)),
              cable.client(LONG),
              most -> {
                asked.countDown();
                try {
                  return waitForEver(most);
                } catch (InterruptedException e) {
                  interrupted.countDown();
                  throw e;
                }
              },
              Observer.NONE);
      try (BlockingLink server = within30Seconds(opening)) {
        cable.cut();
        assertTrue(asked.await(30, TimeUnit.SECONDS));
        client.close();
        assertEquals(0, interrupted.getCount());
        assertEquals(LinkEnd.CLOSED_UNCONFIRMED, client.end());
        assertEquals(null, server.end());
      }
    }
  }

  @Test
  void anInterruptionEndsAReadAndNotTheSession() throws Exception {
    try (Cable cable = new Cable()) {
      Future<BlockingLink> opening = server(cable, SETTINGS);
      try (BlockingLink client = client(cable, SETTINGS);
          BlockingLink server = within30Seconds(opening)) {
        Thread.currentThread().interrupt();
        assertThrows(InterruptedIOException.class, () -> client.input().read());
        assertTrue(Thread.interrupted());
        server.output().write('x');
        assertEquals('x', client.input().read());
      }
    }
  }

  @Test
  void anInterruptionEndsTheOpeningAndClosesTheLine() throws Exception {
    try (TestLine silent = new TestLine()) {
      CountDownLatch closed = new CountDownLatch(1);
      Thread.currentThread().interrupt();
      assertThrows(
          InterruptedIOException.class,
          () ->
              BlockingLink.open(
                  Link.client(SETTINGS, new Random(1)),
                  line(silent.fromServer, silent.toServer, closed),
                  BlockingLinkTest::waitForEver,
                  Observer.NONE));
      assertTrue(Thread.interrupted());
      assertTrue(closed.await(30, TimeUnit.SECONDS));
    }
  }

  /** As flow control does it, or a console server that has lost its port. */
  @Test
  void aLineThatHoldsAllWritesIsClosedAndOpenedAgain() throws Exception {
    AtomicReference<CountDownLatch> hold = new AtomicReference<>(new CountDownLatch(0));
    try (Cable cable = new Cable(out -> heldBy(hold, out))) {
      Future<BlockingLink> opening = server(cable, HASTY);
      try (BlockingLink client =
              BlockingLink.open(
                  Link.client(HASTY, new Random(1)), cable.client(LONG), cable::client, teller);
          BlockingLink server = within30Seconds(opening)) {
        CountDownLatch held = new CountDownLatch(1);
        hold.set(held);
        client.output().write("again".getBytes(US_ASCII));
        assertEquals("interrupted", told.poll(30, TimeUnit.SECONDS));
        hold.set(new CountDownLatch(0));
        held.countDown();
        cable.plug();
        assertEquals("again", text(server, 5));
      }
    }
  }

  @Test
  void anObserverThatFailsEndsTheSessionWithItsWords() throws Exception {
    Observer failing =
        new Observer() {
          @Override
          public void interrupted(IOException cause) {
            throw new IllegalStateException("no terminal");
          }
        };
    try (Cable cable = new Cable()) {
      Future<BlockingLink> opening = server(cable, SETTINGS);
      try (BlockingLink client =
              BlockingLink.open(
                  Link.client(SETTINGS, new Random(1)),
                  cable.client(LONG),
                  cable::client,
                  failing);
          BlockingLink server = within30Seconds(opening)) {
        cable.cut();
        IOException failure = assertThrows(IOException.class, () -> client.input().read());
        assertTrue(failure.getMessage().contains("no terminal"), failure.getMessage());
        assertEquals(null, server.end());
      }
    }
  }

  private Future<BlockingLink> server(Cable cable, LinkSettings settings) {
    return threads.submit(
        () ->
            BlockingLink.open(
                Link.server(settings, new Random(2)),
                cable.server(LONG),
                cable::server,
                Observer.NONE));
  }

  private static BlockingLink client(Cable cable, LinkSettings settings) throws Exception {
    return BlockingLink.open(
        Link.client(settings, new Random(1)), cable.client(LONG), cable::client, Observer.NONE);
  }

  private static Line waitForEver(Duration most) throws InterruptedException {
    new CountDownLatch(1).await();
    throw new AssertionError();
  }

  private static Line line(InputStream in, OutputStream out, CountDownLatch closed) {
    return Cable.end(
        in,
        out,
        () -> {
          out.close();
          closed.countDown();
        });
  }

  private static OutputStream heldBy(AtomicReference<CountDownLatch> hold, OutputStream out) {
    return new FilterOutputStream(out) {
      @Override
      public void write(byte[] source, int offset, int length) throws IOException {
        try {
          hold.get().await();
        } catch (InterruptedException e) {
          throw new InterruptedIOException();
        }
        out.write(source, offset, length);
      }
    };
  }

  private static Void write(BlockingLink link, byte[] bytes) throws IOException {
    link.output().write(bytes);
    return null;
  }

  private static String text(BlockingLink link, int length) throws IOException {
    return new String(link.input().readNBytes(length), US_ASCII);
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(21).nextBytes(bytes);
    return bytes;
  }

  private static LinkEnd endOf(Future<?> call) {
    ExecutionException failure =
        assertThrows(ExecutionException.class, () -> within30Seconds(call));
    return ((LinkException) failure.getCause()).end();
  }

  private static <T> T within30Seconds(Future<T> future) throws Exception {
    return future.get(30, TimeUnit.SECONDS);
  }
}

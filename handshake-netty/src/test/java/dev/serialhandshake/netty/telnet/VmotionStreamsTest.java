// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.telnet;

import static dev.serialhandshake.netty.telnet.TelnetLine.AGREES;
import static dev.serialhandshake.netty.telnet.TelnetLine.GREETING;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.testing.Poll;
import dev.serialhandshake.testing.SocketPair;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Over loopback; time is simulated. The messages of the hosts are those of "Using a Proxy with
 * vSphere Virtual Serial Ports", and are played by hand, in hexadecimal.
 */
@Timeout(60)
class VmotionStreamsTest {

  private static final String SEQUENCE = "01ffff03";

  private final List<SocketPair> pairs = new ArrayList<>();
  private final Times times = new Times();
  private final Told told = new Told();
  private Host a;
  private Door door;
  private VmotionStreams line;

  /** Or writer: the thread of the last call. */
  private Thread reader;

  /** The connection from a host. */
  private final class Host implements VmotionStreams.Connection {
    final SocketPair pair = SocketPair.open();
    final CountDownLatch closed = new CountDownLatch(1);
    final OutputStream out;

    Host() throws IOException {
      this(null);
    }

    /** Each write waits for a permit, if there are any. */
    Host(Semaphore permits) throws IOException {
      pairs.add(pair);
      pair.far().setSoTimeout(30_000);
      OutputStream unlimited = pair.near().getOutputStream();
      out = permits == null ? unlimited : new Limited(unlimited, permits);
    }

    @Override
    public InputStream in() {
      try {
        return pair.near().getInputStream();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public OutputStream out() {
      return out;
    }

    @Override
    public void abort() throws IOException {
      close();
    }

    @Override
    public void close() throws IOException {
      pair.near().close();
      closed.countDown();
    }

    void hears(String hex) throws IOException {
      byte[] heard = pair.far().getInputStream().readNBytes(hex.length() / 2);
      assertEquals(hex, HexFormat.of().formatHex(heard));
    }

    void sends(String hex) throws IOException {
      pair.far().getOutputStream().write(HexFormat.of().parseHex(hex));
    }

    void says(String hex) throws IOException {
      sends("fffae8" + hex + "fff0");
    }

    /** Its telnet is agreed. */
    void greets() throws IOException {
      hears(GREETING);
      sends(AGREES + "fffbe8");
      hears("fffde8");
    }

    void hearsAnswer(String hex) throws IOException {
      hears("fffae8" + hex + "fff0");
    }

    /** Begins a move; returns what the other host is to show. */
    String goAhead() throws IOException {
      says("28" + SEQUENCE);
      return ticket();
    }

    String ticket() throws IOException {
      hears("fffae829" + SEQUENCE);
      String secret = HexFormat.of().formatHex(pair.far().getInputStream().readNBytes(16));
      hears("fff0");
      return SEQUENCE + secret;
    }

    /** Comes to the door. */
    Host comes() throws IOException {
      door.add(this);
      greets();
      return this;
    }

    Host arrivesWith(String ticket) throws IOException {
      comes().says("2c" + ticket);
      hearsAnswer("2d" + SEQUENCE);
      return this;
    }

    void hangsUp() throws IOException {
      pair.far().close();
    }

    void awaitClosed() throws InterruptedException {
      assertTrue(closed.await(30, TimeUnit.SECONDS));
    }
  }

  private static final class Limited extends FilterOutputStream {
    private final Semaphore permits;

    Limited(OutputStream out, Semaphore permits) {
      super(out);
      this.permits = permits;
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
      permits.acquireUninterruptibly();
      out.write(bytes, offset, count);
    }
  }

  private static final class Door implements VmotionStreams.Door {
    private final BlockingQueue<Optional<Host>> waiting = new LinkedBlockingQueue<>();
    volatile boolean closed;

    /** The thread that waits for connections, and how often it has asked for one. */
    volatile Thread keeper;

    final AtomicInteger asked = new AtomicInteger();

    void add(Host host) {
      waiting.add(Optional.of(host));
    }

    /** The next connection cannot be accepted. */
    void fail() {
      waiting.add(Optional.empty());
    }

    @Override
    public VmotionStreams.Connection accept() throws IOException {
      keeper = Thread.currentThread();
      asked.incrementAndGet();
      try {
        return waiting.take().orElseThrow(() -> new IOException("too many open files"));
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }

    @Override
    public void close() {
      closed = true;
      fail();
    }
  }

  private static final class Told implements VmotionStreams.Observer {
    private final BlockingQueue<String> all = new LinkedBlockingQueue<>();
    volatile Runnable onCompleted = () -> {};

    @Override
    public void moved(VmotionEvent event) {
      if (event == VmotionEvent.COMPLETED) {
        onCompleted.run();
      }
      all.add(event.toString());
    }

    @Override
    public void refused(IOException why) {
      all.add(String.valueOf(why.getMessage()));
    }

    void await(String... expected) throws InterruptedException {
      for (String event : expected) {
        assertEquals(event, all.poll(30, TimeUnit.SECONDS));
      }
    }
  }

  private static final class Times implements Alarms {

    private static final class Alarm {
      final Duration time;
      final Runnable task;

      Alarm(Duration time, Runnable task) {
        this.time = time;
        this.task = task;
      }
    }

    private final List<Alarm> alarms = new ArrayList<>();
    boolean closed;

    @Override
    public synchronized Runnable after(Duration time, Runnable task) {
      Alarm alarm = new Alarm(time, task);
      alarms.add(alarm);
      return () -> remove(alarm);
    }

    private synchronized void remove(Alarm alarm) {
      alarms.remove(alarm);
    }

    synchronized int count() {
      return alarms.size();
    }

    @Override
    public void close() {
      closed = true;
    }

    /** So much time passes for all that were set. */
    void pass(Duration time) {
      List<Alarm> due;
      synchronized (this) {
        due = alarms.stream().filter(alarm -> alarm.time.compareTo(time) <= 0).toList();
        alarms.removeAll(due);
      }
      due.forEach(alarm -> alarm.task.run());
    }
  }

  @BeforeEach
  void connect() throws IOException {
    a = new Host();
    begin(a);
  }

  private void begin(Host host) throws IOException {
    door = new Door();
    line = new VmotionStreams(host, door, told, times);
    host.hears(GREETING);
    host.sends(AGREES + "fffbe8");
  }

  /** Begins anew; what is written from now on waits for permits. */
  private Semaphore beginLimited() throws IOException {
    line.close();
    Semaphore permits = new Semaphore(2); // the greeting, and the answer to WILL 232
    a = new Host(permits);
    begin(a);
    return permits;
  }

  @AfterEach
  void disconnect() throws Exception {
    line.close();
    for (SocketPair pair : pairs) {
      pair.close();
    }
    assertTrue(door.closed && times.closed);
    Poll.until("no alarm is set", () -> times.count() == 0);
  }

  private <T> CompletableFuture<T> inThread(Io<T> io) {
    CompletableFuture<T> result = new CompletableFuture<>();
    reader =
        new Thread(
            () -> {
              try {
                result.complete(io.run());
              } catch (IOException | RuntimeException e) {
                result.completeExceptionally(e);
              }
            });
    reader.setDaemon(true);
    reader.start();
    return result;
  }

  private interface Io<T> {
    T run() throws IOException;
  }

  private CompletableFuture<String> reading(int count) {
    return inThread(() -> HexFormat.of().formatHex(line.in().readNBytes(count)));
  }

  /** With it telnet is agreed: the reads take in what the host says, and answer it. */
  private CompletableFuture<String> firstReading(int count) throws IOException {
    CompletableFuture<String> read = reading(count);
    a.hears("fffde8");
    return read;
  }

  private CompletableFuture<String> writing(String hex) {
    return inThread(
        () -> {
          line.out().write(HexFormat.of().parseHex(hex));
          return hex;
        });
  }

  private static <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(30, TimeUnit.SECONDS);
  }

  private void beginMoveWithinWrite(Semaphore permits) throws Exception {
    Poll.until("the writer waits for a permit", permits::hasQueuedThreads);
    a.says("28" + SEQUENCE);
    told.await("BEGUN");
  }

  private static void assertGoesOnAt(Host host, CompletableFuture<String> read) throws Exception {
    host.sends("41");
    assertEquals("41", get(read));
  }

  private static Throwable failure(CompletableFuture<?> future) {
    return assertThrows(ExecutionException.class, () -> get(future)).getCause();
  }

  @Test
  void theLineGoesOnAtTheByteWhereItWas() throws Exception {
    CompletableFuture<String> read = firstReading(9);
    a.sends("4142");
    get(writing("61ff"));
    a.hears("61ffff");
    String ticket = a.goAhead();
    CompletableFuture<String> write = writing("62ff63");
    a.sends("43");

    Host b = new Host().arrivesWith(ticket);
    assertFalse(write.isDone(), "nothing is sent while the machine is on its way");
    b.sends("4445fffae82e" + SEQUENCE + "fff046ffff47");
    told.await("BEGUN", "COMPLETED");
    a.awaitClosed();
    b.hears("62ffff63");
    get(write);
    b.sends("48");
    assertEquals("4142434445" + "46ff4748", get(read));
  }

  @Test
  void oneMoveAfterTheOther() throws Exception {
    CompletableFuture<String> read = firstReading(3);
    Host from = a;
    for (int move = 0; move < 3; move++) {
      String ticket = from.goAhead();
      CompletableFuture<String> write = writing("0" + move);
      Host to = new Host().arrivesWith(ticket);
      to.says("2e" + SEQUENCE);
      to.hears("0" + move);
      get(write);
      from.awaitClosed();
      to.sends("1" + move);
      told.await("BEGUN", "COMPLETED");
      from = to;
    }
    assertEquals("101112", get(read));
  }

  @Test
  void theAnswerWaitsForTheWriteThatIsUnderWay() throws Exception {
    Semaphore permits = beginLimited();
    CompletableFuture<String> read = firstReading(1);
    CompletableFuture<String> write = writing("61");
    CompletableFuture<String> next = write.thenCompose(written -> writing("62"));
    beginMoveWithinWrite(permits);
    permits.release(2);
    a.hears("61");
    String ticket = a.ticket();
    Host b = new Host().arrivesWith(ticket);
    b.says("2e" + SEQUENCE);
    b.sends("41");
    b.hears("62");
    get(next);
    assertEquals("41", get(read));
  }

  /** GOAHEAD promises that all is out which was written before. */
  @Test
  void aHostThatDoesNotReadIsNotMoved() throws Exception {
    Semaphore permits = beginLimited();
    CompletableFuture<String> read = firstReading(1);
    CompletableFuture<String> write = writing("61");
    beginMoveWithinWrite(permits);
    times.pass(Duration.ofSeconds(4));
    told.await("ABORTED");
    permits.release(4);
    get(write);
    a.hears("61");
    a.hearsAnswer("2b" + SEQUENCE);
    get(writing("62"));
    a.hears("62");
    assertGoesOnAt(a, read);
  }

  @Test
  void anAbortedMoveLeavesTheLineWhereItIs() throws Exception {
    CompletableFuture<String> read = firstReading(1);
    String ticket = a.goAhead();
    CompletableFuture<String> write = writing("62");
    Host b = new Host().arrivesWith(ticket);
    a.says("30" + SEQUENCE);
    b.awaitClosed();
    told.await("BEGUN", "ABORTED");
    a.hears("62");
    get(write);
    assertGoesOnAt(a, read);
    Host late = new Host();
    door.add(late);
    late.awaitClosed();
    CompletableFuture<String> next = reading(1);
    assertTrue(a.goAhead().startsWith(SEQUENCE));
    a.says("28" + SEQUENCE); // it has given up, and begins anew
    a.ticket();
    told.await("BEGUN", "ABORTED", "BEGUN");
    a.says("30" + SEQUENCE);
    told.await("ABORTED");
    a.sends("42");
    get(next);
  }

  @Test
  void whoComesWhileNoMachineMovesIsClosedAtOnce() throws Exception {
    Host b = new Host();
    door.add(b);
    b.awaitClosed();
    assertEquals(-1, b.pair.far().getInputStream().read());
    assertNull(told.all.peek());
  }

  @Test
  void whoHasNotTheSecretGetsNothing() throws Exception {
    CompletableFuture<String> read = firstReading(1);
    String ticket = a.goAhead();
    told.await("BEGUN");
    for (String wrong : List.of("", SEQUENCE, ticket.replaceFirst("..$", "80"), ticket + "00")) {
      Host b = new Host().comes();
      b.says("2c" + wrong);
      b.awaitClosed();
      told.await("a host asked for the line of a virtual machine without its secret");
      assertEquals(-1, b.pair.far().getInputStream().read());
    }
    Host c = new Host().comes();
    c.says("28" + SEQUENCE); // it has no line that could move
    c.hearsAnswer("2b" + SEQUENCE);
    c.says("2e" + SEQUENCE); // COMPLETE without PEER
    c.says("30" + SEQUENCE); // it is not its move
    c.hangsUp();
    c.awaitClosed();
    a.says("30" + SEQUENCE);
    told.await("ABORTED");
    assertGoesOnAt(a, read);
  }

  @Test
  void theHostThatTheMachineLeavesIsNotItsOtherHost() throws Exception {
    CompletableFuture<String> read = firstReading(1);
    String ticket = a.goAhead();
    a.says("2c" + ticket);
    Host b = new Host().arrivesWith(ticket);
    b.says("2e" + SEQUENCE);
    assertGoesOnAt(b, read);
    CompletableFuture<String> next = reading(1);
    b.says("2c" + ticket);
    assertTrue(failure(next).getMessage().contains("without its secret"));
  }

  @Test
  void theOldConnectionMayEndFirst() throws Exception {
    CompletableFuture<String> read = firstReading(1);
    String ticket = a.goAhead();
    a.hangsUp();
    CompletableFuture<String> write = writing("62");
    Host b = new Host().arrivesWith(ticket);
    b.says("2e" + SEQUENCE);
    b.hears("62");
    get(write);
    assertGoesOnAt(b, read);
    b.hangsUp();
    assertEquals(-1, line.in().read());
  }

  @Test
  void aMachineThatGoesBeforeTheAnswerEndsItsLine() throws Exception {
    Semaphore permits = beginLimited();
    CompletableFuture<String> read = firstReading(1);
    CompletableFuture<String> write = writing("61");
    beginMoveWithinWrite(permits);
    a.hangsUp();
    assertEquals("", get(read));
    told.await("ABORTED");
    permits.release(4);
    write.exceptionally(Throwable::toString).get(30, TimeUnit.SECONDS);
  }

  @Test
  void anotherHostThatNeverComesLeavesTheLineWhereItIs() throws Exception {
    CompletableFuture<String> read = firstReading(1);
    String ticket = a.goAhead();
    CompletableFuture<String> write = writing("62");
    Host b = new Host().arrivesWith(ticket); // and never says that it is complete
    told.await("BEGUN");
    times.pass(Duration.ofSeconds(119));
    assertNull(told.all.peek());
    assertFalse(write.isDone());
    times.pass(Duration.ofMinutes(2));
    told.await("OVERDUE");
    b.awaitClosed();
    a.hears("62");
    get(write);
    assertGoesOnAt(a, read);
  }

  @Test
  void aMachineThatIsNowhereAnyMoreEndsItsLine() throws Exception {
    CompletableFuture<String> read = firstReading(1);
    a.goAhead();
    told.await("BEGUN");
    a.hangsUp();
    Poll.until("it waits for the other host", () -> reader.getState() == Thread.State.WAITING);
    times.pass(Duration.ofMinutes(2));
    told.await("OVERDUE");
    assertTrue(failure(read).getMessage().contains("no other host"), failure(read).getMessage());
  }

  @Test
  void whoDoesNotSayWhoItIsIsClosed() throws Exception {
    CompletableFuture<String> read = firstReading(1);
    a.goAhead();
    Host b = new Host().comes();
    times.pass(Duration.ofSeconds(5));
    b.awaitClosed();
    a.says("30" + SEQUENCE);
    assertGoesOnAt(a, read);
  }

  @Test
  void aHostThatHasTheLineKeepsItWhenItsTimeForTheSecretIsOver() throws Exception {
    told.onCompleted = () -> times.pass(Duration.ofSeconds(5));
    CompletableFuture<String> read = firstReading(1);
    Host b = new Host().arrivesWith(a.goAhead());
    b.says("2e" + SEQUENCE);
    told.await("BEGUN", "COMPLETED");
    assertGoesOnAt(b, read);
  }

  @Test
  void anotherHostMayComeTwice() throws Exception {
    CompletableFuture<String> read = firstReading(1);
    String ticket = a.goAhead();
    Host lost = new Host().arrivesWith(ticket);
    lost.hangsUp();
    lost.awaitClosed();
    Host silent = new Host().arrivesWith(ticket);
    Host b = new Host().arrivesWith(ticket);
    silent.awaitClosed();
    b.says("2e" + SEQUENCE);
    assertGoesOnAt(b, read);
  }

  @Test
  void fourConnectionsAreHeardAtATime() throws Exception {
    CompletableFuture<String> read = firstReading(1);
    a.goAhead();
    List<Host> hosts = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      hosts.add(new Host().comes());
    }
    Poll.until("the door waits", () -> door.keeper.getState() == Thread.State.WAITING);
    assertEquals(4, door.asked.get(), "it waits for room, and not at the door");
    Host waits = new Host();
    door.add(waits);
    assertEquals(0, waits.pair.far().getInputStream().available());
    hosts.get(0).hangsUp();
    waits.greets();
    a.says("30" + SEQUENCE);
    waits.awaitClosed();
    a.sends("41");
    get(read);
  }

  @Test
  void whoSendsWithoutAnEndBeforeItIsThereIsNoMachine() throws Exception {
    CompletableFuture<String> read = firstReading(1);
    Host b = new Host().arrivesWith(a.goAhead());
    told.await("BEGUN");
    b.sends("41".repeat(65 * 1024));
    told.await("a host sends data for a machine that has not arrived there");
    b.awaitClosed();
    a.says("30" + SEQUENCE);
    assertGoesOnAt(a, read);
  }

  @Test
  void theCloseEndsAllThatWaits() throws Exception {
    CompletableFuture<String> read = firstReading(1);
    Host b = new Host().arrivesWith(a.goAhead());
    CompletableFuture<String> write = writing("62");
    line.close();
    line.close();
    a.awaitClosed();
    b.awaitClosed();
    failure(read);
    assertEquals("the line is closed", failure(write).getMessage());
  }

  @Test
  void aPeerThatSaysNothingEndsTheWrite() throws Exception {
    line.close();
    a = new Host();
    line = new VmotionStreams(a, new Door(), told, times);
    assertNotNull(line.giveUp());
    String why = failure(writing("61")).getMessage();
    assertTrue(why.contains("telnet"), why);
  }

  @Test
  void aDoorThatFailsIsTriedAgain() throws Exception {
    door.fail();
    Host b = new Host();
    door.add(b);
    b.awaitClosed();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.telnet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** On the real thread: what runs and what does not, but not when. */
class AlarmsTest {

  private final Alarms alarms = new Alarms.OnThread();
  private final List<String> done = new CopyOnWriteArrayList<>();

  /** That of the alarms. */
  private volatile Thread thread;

  @AfterEach
  void close() {
    alarms.close();
  }

  private void await(CountDownLatch latch) throws InterruptedException {
    assertTrue(latch.await(30, TimeUnit.SECONDS), done.toString());
  }

  /** Holds the thread of the alarms until the returned latch is open; it is held already. */
  private CountDownLatch hold() throws InterruptedException {
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch open = new CountDownLatch(1);
    alarms.after(
        Duration.ZERO,
        () -> {
          thread = Thread.currentThread();
          held.countDown();
          try {
            open.await();
          } catch (InterruptedException e) {
            done.add("interrupted");
          }
        });
    await(held);
    return open;
  }

  @Test
  void whatIsDueLaterDoesNotHoldUpWhatIsDueNow() throws Exception {
    CountDownLatch now = new CountDownLatch(1);
    alarms.after(Duration.ofDays(1), () -> done.add("tomorrow"));
    alarms.after(
        Duration.ZERO,
        () -> {
          done.add("now");
          now.countDown();
        });
    await(now);
    assertEquals(List.of("now"), done);
  }

  @Test
  void aTaskThatIsTakenBackDoesNotRun() throws Exception {
    CountDownLatch open = hold();
    CountDownLatch last = new CountDownLatch(1);
    alarms.after(Duration.ZERO, () -> done.add("taken back")).run();
    alarms.after(Duration.ZERO, last::countDown);
    open.countDown();
    await(last);
    assertEquals(List.of(), done);
  }

  @Test
  void nothingRunsAfterTheEnd() throws Exception {
    CountDownLatch open = hold();
    alarms.after(Duration.ZERO, () -> done.add("before the end"));
    alarms.close();
    alarms.after(Duration.ZERO, () -> done.add("after it")).run();
    open.countDown();
    thread.join(30_000);
    assertFalse(thread.isAlive());
    assertEquals(List.of(), done);
  }

  @Test
  void theEndOfOneThatWasNeverUsedIsNoFault() {
    Alarms unused = new Alarms.OnThread();
    unused.close();
    unused.close();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.telnet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** With real time: what happens, and in which order, but not when. */
class AlarmsTest {

  private final Alarms alarms = new Alarms.OnThread();
  private final List<String> done = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    alarms.close();
  }

  private void await(CountDownLatch latch) throws InterruptedException {
    assertTrue(latch.await(30, TimeUnit.SECONDS), done.toString());
  }

  @Test
  void tasksRunInTheOrderOfTheirTimes() throws Exception {
    CountDownLatch both = new CountDownLatch(2);
    alarms.after(
        Duration.ofMillis(50),
        () -> {
          done.add("later");
          both.countDown();
        });
    alarms.after(
        Duration.ZERO,
        () -> {
          done.add("now");
          both.countDown();
        });
    await(both);
    assertEquals(List.of("now", "later"), done);
  }

  @Test
  void aTaskThatIsTakenBackDoesNotRun() throws Exception {
    CountDownLatch last = new CountDownLatch(1);
    alarms.after(Duration.ofMillis(20), () -> done.add("taken back")).run();
    alarms.after(Duration.ofMillis(40), last::countDown);
    await(last);
    assertEquals(List.of(), done);
  }

  @Test
  void nothingRunsAfterTheEnd() throws Exception {
    CountDownLatch last = new CountDownLatch(1);
    alarms.after(Duration.ofMillis(20), () -> done.add("before the end"));
    alarms.close();
    alarms.after(Duration.ZERO, () -> done.add("after it")).run();
    Alarms others = new Alarms.OnThread();
    others.after(Duration.ofMillis(40), last::countDown);
    await(last);
    others.close();
    assertEquals(List.of(), done);
  }

  @Test
  void theEndOfOneThatWasNeverUsedIsNoFault() {
    Alarms unused = new Alarms.OnThread();
    unused.close();
    unused.close();
  }
}

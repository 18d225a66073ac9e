// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.netty.serial.SerialPortException.Reason;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A port whose driver hangs in its open, and the others. */
@Timeout(60)
class OpenTurnsTest {

  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);

  @AfterEach
  void letGo() {
    release.countDown();
  }

  @Test
  void aPortThatHangsDoesNotKeepTheOthersFromOpening() throws Exception {
    OpenTurns turns = new OpenTurns(10);
    FutureTask<String> hanging = hang(turns);
    assertEquals("b", turns.open("b", "b", () -> "b"));
    assertEquals("c", turns.open("c", "c", () -> "c"));
    assertFalse(hanging.isDone());
    release.countDown();
    assertEquals("a", hanging.get(30, TimeUnit.SECONDS));
    assertEquals("a", turns.open("a", "a", () -> "a"));
  }

  @Test
  void aPortThatHangsIsNotOpenedASecondTime() throws Exception {
    OpenTurns turns = new OpenTurns(10);
    FutureTask<String> hanging = hang(turns);
    SerialPortException busy =
        assertThrows(SerialPortException.class, () -> turns.open("link", "a", () -> "second"));
    assertEquals(Reason.BUSY, busy.reason());
    assertTrue(String.valueOf(busy.getMessage()).startsWith("link: "), busy.getMessage());
    assertFalse(hanging.isDone());
  }

  /** Or the error of one would be taken for that of another. */
  @Test
  void aPortThatOpensInTimeKeepsItsTurn() throws Exception {
    OpenTurns turns = new OpenTurns(TimeUnit.MINUTES.toMillis(10));
    AtomicBoolean firstIsOpening = new AtomicBoolean();
    FutureTask<String> first =
        start(
            () ->
                turns.open(
                    "a",
                    "a",
                    () -> {
                      firstIsOpening.set(true);
                      begun.countDown();
                      awaitRelease();
                      firstIsOpening.set(false);
                      return "a";
                    }));
    assertTrue(begun.await(30, TimeUnit.SECONDS));
    FutureTask<String> second =
        start(() -> turns.open("b", "b", () -> firstIsOpening.get() ? "too soon" : "b"));
    release.countDown();
    assertEquals("a", first.get(30, TimeUnit.SECONDS));
    assertEquals("b", second.get(30, TimeUnit.SECONDS));
  }

  @Test
  void aFailedOpenGivesItsTurnBack() throws Exception {
    OpenTurns turns = new OpenTurns(TimeUnit.MINUTES.toMillis(10));
    SerialPortException failure = SerialPortException.disconnected("a");
    assertEquals(
        failure,
        assertThrows(
            SerialPortException.class,
            () ->
                turns.open(
                    "a",
                    "a",
                    () -> {
                      throw failure;
                    })));
    assertEquals("again", turns.open("a", "a", () -> "again"));
  }

  /** Begins to open the port "a", which takes as long as the test wants. */
  private FutureTask<String> hang(OpenTurns turns) throws InterruptedException {
    FutureTask<String> hanging =
        start(
            () ->
                turns.open(
                    "a",
                    "a",
                    () -> {
                      begun.countDown();
                      awaitRelease();
                      return "a";
                    }));
    assertTrue(begun.await(30, TimeUnit.SECONDS));
    return hanging;
  }

  private void awaitRelease() {
    try {
      assertTrue(release.await(30, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static FutureTask<String> start(Callable<String> call) {
    FutureTask<String> task = new FutureTask<>(call);
    Thread thread = new Thread(task, "opens");
    thread.setDaemon(true);
    thread.start();
    return task;
  }
}

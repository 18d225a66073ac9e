// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How ports close together, when one of them hangs. */
@Timeout(60)
class BlockingCallsTest {

  @Test
  void aCallThatHangsKeepsNeitherTheOthersNorTheCaller() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch others = new CountDownLatch(2);
    Runnable hangs =
        () -> {
          try {
            assertTrue(release.await(30, TimeUnit.SECONDS));
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };
    BlockingCalls.runAll(List.of(hangs, others::countDown, others::countDown), 10);
    assertEquals(1, release.getCount(), "the caller waited for the call that hangs");
    assertTrue(others.await(30, TimeUnit.SECONDS));
    release.countDown();
  }

  @Test
  void allCallsHaveEndedWhereNoneHangs() {
    CountDownLatch ended = new CountDownLatch(2);
    BlockingCalls.runAll(
        List.of(ended::countDown, ended::countDown), TimeUnit.MINUTES.toMillis(10));
    assertEquals(0, ended.getCount());
  }
}

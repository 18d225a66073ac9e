// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.sshd;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;

class LoginWatchTest {
  private static final boolean PERSON = true;
  private static final boolean PROGRAM = false;

  private final LoginWatch watch = new LoginWatch(10, 1000);

  @Test
  void firstPacketIsAwaitedUpToTheLimit() {
    assertNull(watch.gone(PROGRAM, 1010, 0));
    assertNotNull(watch.gone(PROGRAM, 1011, 0));
    assertNull(watch.gone(PROGRAM, 1011, 1));
  }

  @Test
  void wholePacketStartsTheWaitAgain() {
    watch.stepped(1009);
    assertNull(watch.gone(PROGRAM, 1019, 0));
    assertNotNull(watch.gone(PROGRAM, 1020, 0));
  }

  @Test
  void personMayTakeAnyTimeBetweenPackets() {
    watch.received(false, 1001);
    assertNull(watch.gone(PERSON, 1_000_000, 0));
  }

  @Test
  void packetThatBeganMustEndWhoeverIsAsked() {
    watch.received(true, 2000);
    assertNull(watch.gone(PERSON, 2005, 0));
    assertNotNull(watch.gone(PERSON, 2006, 0));
  }

  @Test
  void moreBytesOfAPacketDoNotProlongTheWaitForItsEnd() {
    for (long now = 2000; now <= 2005; now++) {
      watch.received(true, now);
    }
    assertNotNull(watch.gone(PERSON, 2006, 0));
  }

  @Test
  void packetThatBeganBehindAWholeOneHasItsOwnTime() {
    watch.received(true, 2000);
    watch.stepped(2005);
    watch.received(true, 2005);
    assertNull(watch.gone(PERSON, 2010, 0));
    assertNotNull(watch.gone(PERSON, 2011, 0));
  }

  @Test
  void packetThatCameToItsEndIsNotAwaitedAnyMore() {
    watch.received(true, 2000);
    watch.received(false, 2005);
    assertNull(watch.gone(PERSON, 3000, 0));
  }

  @Test
  void clockMayWrap() {
    LoginWatch late = new LoginWatch(10, Long.MAX_VALUE - 4);
    assertNull(late.gone(PROGRAM, Long.MIN_VALUE + 5, 0));
    assertNotNull(late.gone(PROGRAM, Long.MIN_VALUE + 6, 0));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** A user has one line for it: what the system says comes in many. */
class NativeAccessTest {

  private static final String BEGINNING = "jSerialComm's library does not load on this system (";

  @Test
  void theSystemsReasonIsOneLine() {
    LinkageError failure =
        new UnsatisfiedLinkError("libc.so.6:\n   version GLIBC_2.34 not found\r\n");
    assertEquals(
        BEGINNING + "libc.so.6: version GLIBC_2.34 not found)", NativeAccess.whyNot(failure));
  }

  @Test
  void theFirstReasonIsThatOfTheCause() {
    LinkageError failure = new NoClassDefFoundError("Could not initialize class");
    failure.initCause(new UnsatisfiedLinkError("no such processor"));
    assertEquals(BEGINNING + "no such processor)", NativeAccess.whyNot(failure));
  }

  @Test
  void aFailureThatSaysNothingIsToldAsThat() {
    assertEquals(BEGINNING + "null)", NativeAccess.whyNot(new UnsatisfiedLinkError()));
  }
}

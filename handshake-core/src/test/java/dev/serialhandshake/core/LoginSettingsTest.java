// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LoginSettingsTest {

  @Test
  void aLoginSessionIsSafeForAMinuteAndAClientNeedsTheHandshakeByDefault() {
    LoginSettings defaults = LoginSettings.defaults();
    assertEquals(Duration.ofMinutes(1), defaults.idle());
    assertFalse(defaults.plain());
    assertEquals("LoginSettings[idle=PT1M, plain=false]", defaults.toString());
  }

  @Test
  void bothCanBeSet() {
    LoginSettings set = LoginSettings.builder().idle(Duration.ofMillis(1500)).plain(true).build();
    assertEquals(Duration.ofMillis(1500), set.idle());
    assertTrue(set.plain());
    assertEquals("LoginSettings[idle=PT1.5S, plain=true]", set.toString());
  }

  @Test
  void idleMayBeZeroAndIsNotNegative() {
    assertEquals(Duration.ZERO, LoginSettings.builder().idle(Duration.ZERO).build().idle());
    LoginSettings.Builder builder = LoginSettings.builder();
    Duration negative = Duration.ofNanos(-1);
    Exception refused = assertThrows(IllegalArgumentException.class, () -> builder.idle(negative));
    assertEquals("idle must not be negative, was PT-0.000000001S", refused.getMessage());
  }
}

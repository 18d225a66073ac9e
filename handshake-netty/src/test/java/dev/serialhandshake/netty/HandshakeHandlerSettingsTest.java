// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.core.HandshakeObserver;
import dev.serialhandshake.core.HandshakeSettings;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class HandshakeHandlerSettingsTest {

  @Test
  void defaultsQueueWithoutLimitAndCloseOnFailure() {
    HandshakeHandlerSettings settings = HandshakeHandlerSettings.defaults();
    assertSame(HandshakeSettings.defaults(), settings.handshake());
    assertEquals(Long.MAX_VALUE, settings.maxQueuedBytes());
    assertTrue(settings.closeOnFailure());
    assertSame(HandshakeObserver.NONE, settings.observer());
  }

  @Test
  void changesOfABuilderDoNotReachSettingsThatWereBuilt() {
    HandshakeHandlerSettings.Builder builder = HandshakeHandlerSettings.builder().maxQueuedBytes(1);
    HandshakeHandlerSettings settings = builder.build();
    builder.maxQueuedBytes(2);
    assertEquals(1, settings.maxQueuedBytes());
  }

  @Test
  void toBuilderKeepsEverySetting() {
    HandshakeSettings handshake = HandshakeSettings.builder().build();
    HandshakeObserver observer = new HandshakeObserver() {};
    RandomGenerator random = new Random(1);
    HandshakeHandlerSettings copy =
        HandshakeHandlerSettings.builder()
            .handshake(handshake)
            .maxQueuedBytes(3)
            .closeOnFailure(false)
            .observer(observer)
            .random(random)
            .build()
            .toBuilder()
            .build();
    assertSame(handshake, copy.handshake());
    assertEquals(3, copy.maxQueuedBytes());
    assertEquals(false, copy.closeOnFailure());
    assertSame(observer, copy.observer());
    assertSame(random, copy.random());
  }

  @Test
  void negativeLimitIsRefusedInWords() {
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> HandshakeHandlerSettings.builder().maxQueuedBytes(-1));
    assertEquals("maxQueuedBytes must not be negative, was -1", refused.getMessage());
  }

  @Test
  void missingObjectsAreNamed() {
    HandshakeHandlerSettings.Builder builder = HandshakeHandlerSettings.builder();
    assertNamed("handshake", () -> builder.handshake(null));
    assertNamed("observer", () -> builder.observer(null));
    assertNamed("random", () -> builder.random(null));
    assertNamed("settings", () -> HandshakeHandler.client((HandshakeHandlerSettings) null));
    assertNamed("settings", () -> HandshakeHandler.server((HandshakeSettings) null));
  }

  private static void assertNamed(String name, Runnable call) {
    assertEquals(name, assertThrows(NullPointerException.class, call::run).getMessage());
  }

  @Test
  void whatWasSetIsSaidWithTheSettingsOfTheHandshake() {
    HandshakeHandlerSettings settings =
        HandshakeHandlerSettings.builder().maxQueuedBytes(99).closeOnFailure(false).build();
    assertEquals(
        "HandshakeHandlerSettings(handshake="
            + settings.handshake()
            + ", maxQueuedBytes=99, closeOnFailure=false)",
        settings.toString());
    assertTrue(HandshakeHandlerSettings.defaults().toString().contains("=unlimited"));
  }
}

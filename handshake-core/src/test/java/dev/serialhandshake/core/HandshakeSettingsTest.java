// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class HandshakeSettingsTest {

  private static final Map<String, BiFunction<HandshakeSettings.Builder, Duration, Object>> WAITS =
      new LinkedHashMap<>();

  static {
    WAITS.put("attemptTimeout", HandshakeSettings.Builder::attemptTimeout);
    WAITS.put("finalAckTimeout", HandshakeSettings.Builder::finalAckTimeout);
    WAITS.put("handshakeTimeout", HandshakeSettings.Builder::handshakeTimeout);
    WAITS.put("quietTime", HandshakeSettings.Builder::quietTime);
    WAITS.put("settleTime", HandshakeSettings.Builder::settleTime);
    WAITS.put("answerTime", HandshakeSettings.Builder::answerTime);
    WAITS.put("bootLoaderTime", HandshakeSettings.Builder::bootLoaderTime);
    WAITS.put("confirmTimeout", HandshakeSettings.Builder::confirmTimeout);
  }

  private static final Set<String> MAY_BE_ZERO =
      Set.of("handshakeTimeout", "bootLoaderTime", "confirmTimeout");

  static Stream<String> waits() {
    return WAITS.keySet().stream();
  }

  private static Object set(String wait, Duration to) {
    return WAITS.get(wait).apply(HandshakeSettings.builder(), to);
  }

  @Test
  void theDefaultsAreAsDocumented() {
    HandshakeSettings settings = HandshakeSettings.defaults();
    assertEquals(1_000_000_000L, settings.attemptNanos);
    assertEquals(3_000_000_000L, settings.finalAckNanos);
    assertEquals(30_000_000_000L, settings.handshakeNanos);
    assertEquals(50_000_000L, settings.quietNanos);
    assertEquals(500_000_000L, settings.answerNanos);
    assertEquals(10_000_000_000L, settings.confirmNanos);
    assertEquals(500_000_000L, settings.settleNanos);
    assertEquals(ClientBegins.LATER, settings.clientBegins);
    assertEquals(15_000_000_000L, settings.bootLoaderNanos);
    assertEquals(Long.MAX_VALUE, settings.maxDiscardedBytes);
    assertSame(settings, HandshakeSettings.defaults());
  }

  @Test
  void everySettingArrives() {
    HandshakeSettings settings = all().build();
    assertAll(settings);
    assertAll(settings.toBuilder().build());
  }

  private static HandshakeSettings.Builder all() {
    return HandshakeSettings.builder()
        .attemptTimeout(Duration.ofNanos(1))
        .finalAckTimeout(Duration.ofNanos(2))
        .handshakeTimeout(Duration.ofNanos(3))
        .quietTime(Duration.ofNanos(4))
        .settleTime(Duration.ofNanos(7))
        .answerTime(Duration.ofNanos(5))
        .clientBegins(ClientBegins.TEXT)
        .confirmTimeout(Duration.ofNanos(6))
        .bootLoaderTime(Duration.ofNanos(8))
        .maxDiscardedBytes(0);
  }

  private static void assertAll(HandshakeSettings settings) {
    assertEquals(1, settings.attemptNanos);
    assertEquals(2, settings.finalAckNanos);
    assertEquals(3, settings.handshakeNanos);
    assertEquals(4, settings.quietNanos);
    assertEquals(5, settings.answerNanos);
    assertEquals(7, settings.settleNanos);
    assertEquals(ClientBegins.TEXT, settings.clientBegins);
    assertEquals(6, settings.confirmNanos);
    assertEquals(8, settings.bootLoaderNanos);
    assertEquals(0, settings.maxDiscardedBytes);
  }

  @Test
  void aBuilderFromSettingsLeavesThemAlone() {
    HandshakeSettings settings = all().build();
    settings.toBuilder().attemptTimeout(Duration.ofDays(1));
    assertAll(settings);
  }

  @ParameterizedTest
  @CsvSource({"115200, 50", "1600, 50", "1200, 66", "300, 266", "110, 727"})
  void aSlowLineIsQuietForEightCharacters(int baud, long millis) {
    HandshakeSettings settings = HandshakeSettings.builder().lineRate(baud).build();
    assertEquals(millis, settings.quietNanos / 1_000_000);
    assertEquals(Math.max(500, millis), settings.settleNanos / 1_000_000);
    HandshakeSettings again = settings.toBuilder().quietTime(Duration.ofNanos(1)).build();
    assertEquals(8 * (10_000_000_000L / baud), again.quietNanos, "the rate still counts");
  }

  @Test
  void aLineHasARate() {
    HandshakeSettings.Builder builder = HandshakeSettings.builder();
    Exception e = assertThrows(IllegalArgumentException.class, () -> builder.lineRate(0));
    assertEquals("lineRate must be more than zero, was 0", e.getMessage());
  }

  @Test
  void aLineThatSettlesIsQuietToo() {
    HandshakeSettings settings =
        HandshakeSettings.builder().quietTime(Duration.ofSeconds(2)).build();
    assertEquals(2_000_000_000L, settings.settleNanos);
  }

  @Test
  void zeroSwitchesTheDeadlinesOff() {
    HandshakeSettings settings =
        HandshakeSettings.builder()
            .handshakeTimeout(Duration.ZERO)
            .confirmTimeout(Duration.ZERO)
            .build();
    assertEquals(HandshakeSettings.NEVER, settings.handshakeNanos);
    assertEquals(HandshakeSettings.NEVER, settings.confirmNanos);
    HandshakeSettings again = settings.toBuilder().build();
    assertEquals(HandshakeSettings.NEVER, again.handshakeNanos);
    assertEquals(HandshakeSettings.NEVER, again.confirmNanos);
  }

  @ParameterizedTest
  @MethodSource("waits")
  void noWaitIsNegative(String wait) {
    assertMessage(
        wait + " must be between zero and 365 days, was PT-0.000000001S",
        wait,
        Duration.ofNanos(-1));
  }

  @ParameterizedTest
  @MethodSource("waits")
  void noWaitIsLongerThanAYear(String wait) {
    set(wait, Duration.ofDays(365));
    assertMessage(
        wait + " must be between zero and 365 days, was PT8760H0.000000001S",
        wait,
        Duration.ofDays(365).plusNanos(1));
  }

  @ParameterizedTest
  @MethodSource("waits")
  void onlyDeadlinesMayBeZero(String wait) {
    if (MAY_BE_ZERO.contains(wait)) {
      set(wait, Duration.ZERO);
    } else {
      assertMessage(wait + " must be more than zero", wait, Duration.ZERO);
    }
  }

  private static void assertMessage(String message, String wait, Duration to) {
    Exception e = assertThrows(IllegalArgumentException.class, () -> set(wait, to));
    assertEquals(message, e.getMessage());
  }

  @Test
  void theLimitOfGarbageIsNotNegative() {
    HandshakeSettings.Builder builder = HandshakeSettings.builder();
    Exception e = assertThrows(IllegalArgumentException.class, () -> builder.maxDiscardedBytes(-1));
    assertEquals("maxDiscardedBytes must not be negative, was -1", e.getMessage());
  }

  @Test
  void whatWasSetIsSaid() {
    HandshakeSettings settings =
        HandshakeSettings.builder()
            .attemptTimeout(Duration.ofSeconds(2))
            .finalAckTimeout(Duration.ofSeconds(4))
            .handshakeTimeout(Duration.ofSeconds(40))
            .quietTime(Duration.ofMillis(60))
            .settleTime(Duration.ofMillis(600))
            .answerTime(Duration.ofMillis(700))
            .clientBegins(ClientBegins.TEXT)
            .confirmTimeout(Duration.ofSeconds(11))
            .bootLoaderTime(Duration.ofSeconds(16))
            .maxDiscardedBytes(99)
            .build();
    assertEquals(Duration.ofSeconds(2), settings.attemptTimeout());
    assertEquals(Duration.ofSeconds(4), settings.finalAckTimeout());
    assertEquals(Duration.ofSeconds(40), settings.handshakeTimeout());
    assertEquals(Duration.ofMillis(60), settings.quietTime());
    assertEquals(Duration.ofMillis(600), settings.settleTime());
    assertEquals(Duration.ofMillis(700), settings.answerTime());
    assertEquals(ClientBegins.TEXT, settings.clientBegins());
    assertEquals(Duration.ofSeconds(11), settings.confirmTimeout());
    assertEquals(Duration.ofSeconds(16), settings.bootLoaderTime());
    assertEquals(99, settings.maxDiscardedBytes());
    assertEquals(
        "HandshakeSettings(attemptTimeout=PT2S, finalAckTimeout=PT4S, handshakeTimeout=PT40S,"
            + " quietTime=PT0.06S, settleTime=PT0.6S, answerTime=PT0.7S, clientBegins=TEXT,"
            + " confirmTimeout=PT11S, bootLoaderTime=PT16S, maxDiscardedBytes=99)",
        settings.toString());
  }

  @Test
  void waitsAndLimitsThatDoNotEndAreSaidInWords() {
    HandshakeSettings settings =
        HandshakeSettings.builder()
            .handshakeTimeout(Duration.ZERO)
            .confirmTimeout(Duration.ZERO)
            .build();
    assertEquals(Duration.ZERO, settings.handshakeTimeout());
    assertEquals(Duration.ZERO, settings.confirmTimeout());
    String text = settings.toString();
    assertEquals(text, settings.toBuilder().build().toString());
    assertEquals(
        "HandshakeSettings(attemptTimeout=PT1S, finalAckTimeout=PT3S, handshakeTimeout=none,"
            + " quietTime=PT0.05S, settleTime=PT0.5S, answerTime=PT0.5S, clientBegins=LATER,"
            + " confirmTimeout=none, bootLoaderTime=PT15S, maxDiscardedBytes=unlimited)",
        text);
  }

  @Test
  void theQuietTimeThatIsSaidFollowsTheRateOfTheLine() {
    HandshakeSettings slow = HandshakeSettings.builder().lineRate(300).build();
    assertEquals(267, slow.quietTime().plusMillis(1).toMillis());
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.link;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinkSettingsTest {

  @ParameterizedTest
  @CsvSource({"1200, 32", "4800, 40", "9600, 80", "19200, 160", "115200, 768", "3000000, 768"})
  void aFrameTakesLessThanATenthOfASecond(int baud, int payload) {
    LinkSettings settings = LinkSettings.forLine(baud).build();
    assertEquals(payload, settings.payload());
    assertEquals(baud, settings.baud());
    long wire = (payload + 10) * 130L / 128 * settings.byteNanos;
    assertTrue(baud < 9600 || wire < Duration.ofMillis(100).toNanos());
  }

  @Test
  void theBuilderKeepsWhatItIsGiven() {
    LinkSettings settings =
        LinkSettings.builder()
            .baud(19_200)
            .payload(100)
            .window(64)
            .escape((byte) 0x11, (byte) 0xff)
            .grace(Duration.ofSeconds(60))
            .openTimeout(Duration.ofSeconds(6))
            .pingInterval(Duration.ofSeconds(1))
            .silence(Duration.ofSeconds(2))
            .closeTimeout(Duration.ofSeconds(3))
            .build()
            .toBuilder()
            .build();
    assertEquals(
        "LinkSettings(baud=19200, payload=100, window=64, escaped=11 ff, grace=PT1M,"
            + " openTimeout=PT6S, pingInterval=PT1S, silence=PT2S, closeTimeout=PT3S)",
        settings.toString());
    assertEquals(64, settings.window());
    assertEquals(Duration.ofSeconds(60), settings.grace());
    assertEquals(Duration.ofSeconds(6), settings.openTimeout());
    assertEquals(Duration.ofSeconds(1), settings.pingInterval());
    assertEquals(Duration.ofSeconds(2), settings.silence());
    assertEquals(Duration.ofSeconds(3), settings.closeTimeout());
    assertArrayEquals(new byte[] {0x11, (byte) 0xff}, settings.escaped());
    settings.escaped()[0] = 0;
    assertEquals(0x11, settings.escaped()[0]);
  }

  private static void refused(String message, UnaryOperator<LinkSettings.Builder> change) {
    LinkSettings.Builder builder = change.apply(LinkSettings.builder());
    Exception refusal = assertThrows(IllegalArgumentException.class, builder::build);
    assertEquals(message, refusal.getMessage());
  }

  @Test
  void whatCannotBeIsRefused() {
    refused("baud must not be negative, was -1", builder -> builder.baud(-1));
    refused("payload must be from 16 to 4096, was 15", builder -> builder.payload(15));
    refused("payload must be from 16 to 4096, was 4097", builder -> builder.payload(4097));
    refused("window must be from 1 to 64, was 0", builder -> builder.window(0));
    refused("window must be from 1 to 64, was 65", builder -> builder.window(65));
    refused("window must be from 1 to 64, was 3", builder -> builder.sequenceBits(2).window(3));
    refused(
        "silence must be more than pingInterval, was PT3S",
        builder -> builder.silence(Duration.ofSeconds(3)));
    refused("grace must be more than zero, was PT0S", builder -> builder.grace(Duration.ZERO));
    refused(
        "grace must be more than zero, was PT-1S",
        builder -> builder.grace(Duration.ofSeconds(-1)));
    refused(
        "grace must be no more than 30 days, was PT720H0.000000001S",
        builder -> builder.grace(Duration.ofDays(30).plusNanos(1)));
    refused(
        "openTimeout must be no more than 30 days, was PT2562047788015215H30M7S",
        builder -> builder.openTimeout(Duration.ofSeconds(Long.MAX_VALUE)));
    assertThrows(IllegalArgumentException.class, () -> LinkSettings.forLine(0));
  }

  @Test
  void whatCannotBeEscapedIsRefused() {
    refused(
        "7e cannot be escaped, since the link needs it", builder -> builder.escape((byte) 0x7e));
    refused(
        "7d cannot be escaped, since the link needs it", builder -> builder.escape((byte) 0x7d));
    refused("5e cannot be escaped, since it stands for 7e", builder -> builder.escape((byte) 0x5e));
    refused(
        "31 cannot be escaped, since it stands for 11",
        builder -> builder.escape((byte) 0x11, (byte) 0x31));
    refused(
        "21 cannot be escaped, since a link begins with 7e 4f 7d 21",
        builder -> builder.escape((byte) 0x21));
    refused(
        "4f cannot be escaped, since a link begins with 7e 4f 7d 21",
        builder -> builder.escape((byte) 0x4f));
    byte[] many = new byte[65];
    for (int i = 0; i < many.length; i++) {
      many[i] = (byte) (i < 32 ? i : i < 64 ? i + 0x60 : 'A');
    }
    refused("no more than 64 values can be escaped", builder -> builder.escape(many));
  }
}

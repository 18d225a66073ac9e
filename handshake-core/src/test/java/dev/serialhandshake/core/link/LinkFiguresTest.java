// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.core.Document;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * What a link makes of a line, in simulated time: how much of the rate is left for the application,
 * and how long an echo takes. The property {@code link.hours} makes the bulk transfers that long,
 * in simulated time, and leaves the table of LINK.md alone.
 */
class LinkFiguresTest {

  private static final int HOURS = Integer.getInteger("link.hours", 0);
  private static final Duration BULK =
      HOURS == 0 ? Duration.ofSeconds(60) : Duration.ofHours(HOURS);
  private static final int KEYSTROKES = 500;

  /** A key press, and its echo, as SSH sends them. */
  private static final int SSH_PACKET = 36;

  private static final byte[] KERNEL_MESSAGE =
      "[ 1234.567890] usb 1-1: reset high-speed USB device number 3 using dwc_otg-xhci\r\n"
          .getBytes(StandardCharsets.US_ASCII);

  /** What is wrong with a line. */
  enum Line {
    CLEAN("clean"),
    KERNEL("an 80-byte kernel message a second"),
    ERRORS_5("1 byte of 100,000 changed"),
    ERRORS_4("1 byte of 10,000 changed"),
    ERRORS_3("1 byte of 1,000 changed"),
    BURSTS("1 % of the bytes lost, 20 in a row"),
    LATE("200 ms of latency each way");

    final String text;

    Line(String text) {
      this.text = text;
    }

    private FaultyBytes faults(Random random) {
      return switch (this) {
        case ERRORS_5 -> FaultyBytes.changed(1e-5, random);
        case ERRORS_4 -> FaultyBytes.changed(1e-4, random);
        case ERRORS_3 -> FaultyBytes.changed(1e-3, random);
        case BURSTS -> FaultyBytes.lostInBursts(0.01, 20, random);
        default -> FaultyBytes.NONE;
      };
    }

    LinkPair open(int baud) {
      LinkSettings settings = LinkSettings.forLine(baud).build();
      long latency = this == LATE ? 200_000_000 : 50_000;
      LinkWay toServer = new LinkWay(settings.byteNanos, latency, faults(new Random(1)));
      LinkWay toClient = new LinkWay(settings.byteNanos, latency, faults(new Random(2)));
      return new LinkPair(settings, toServer, toClient, 3).open();
    }
  }

  /** One line of the table; the goodput is a share of the line's rate. */
  private static final class Figures {
    final double goodput;
    private final long[] echoes;

    Figures(double goodput, long[] sortedEchoes) {
      this.goodput = goodput;
      echoes = sortedEchoes;
    }

    double echo(double quantile) {
      return echoes[(int) (quantile * (echoes.length - 1))] / 1e6;
    }
  }

  private static double goodput(Line line, int baud) {
    LinkPair pair = line.open(baud);
    pair.server.toSend = Long.MAX_VALUE;
    run(pair, line, BULK);
    return pair.client.taken / (BULK.toSeconds() * (baud / 10.0));
  }

  private static void run(LinkPair pair, Line line, Duration time) {
    long end = pair.now + time.toNanos();
    while (pair.now < end) {
      pair.run(Duration.ofMillis(900 + pair.random.nextInt(200)));
      if (line == Line.KERNEL) {
        pair.server.out.interrupt(KERNEL_MESSAGE, pair.now);
      }
    }
    assertStands(pair);
  }

  private static void assertStands(LinkPair pair) {
    assertEquals(LinkState.OPEN, pair.client.link.state());
    assertEquals(LinkState.OPEN, pair.server.link.state());
    assertEquals(0, pair.client.link.counters().interruptions());
  }

  private static long[] echoes(Line line, int baud) {
    LinkPair pair = line.open(baud);
    long[] echoes = new long[KEYSTROKES];
    long message = pair.now;
    for (int i = 0; i < KEYSTROKES; i++) {
      long pressed = pair.now + Duration.ofMillis(300 + pair.random.nextInt(600)).toNanos();
      while (line == Line.KERNEL && message < pressed) {
        pair.runTo(Math.max(message, pair.now));
        pair.server.out.interrupt(KERNEL_MESSAGE, pair.now);
        message += 1_000_000_000;
      }
      pair.runTo(pressed);
      pair.client.toSend += SSH_PACKET;
      assertTrue(pair.until(() -> pair.server.taken == pair.client.toSend));
      pair.server.toSend += SSH_PACKET;
      assertTrue(pair.until(() -> pair.client.taken == pair.server.toSend));
      echoes[i] = pair.now - pressed;
    }
    assertStands(pair);
    Arrays.sort(echoes);
    return echoes;
  }

  @Test
  void theTableOfTheDocument() throws IOException {
    List<String> rows = new ArrayList<>();
    for (int baud : new int[] {9600, 115_200}) {
      Map<Line, Figures> all = new EnumMap<>(Line.class);
      for (Line line : Line.values()) {
        Figures figures = new Figures(goodput(line, baud), echoes(line, baud));
        all.put(line, figures);
        rows.add(row(baud, line, figures, all.get(Line.CLEAN)));
        System.out.print(rows.get(rows.size() - 1));
      }
      double clean = all.get(Line.CLEAN).goodput;
      boolean fast = baud > 9600;
      assertTrue(clean > (fast ? 0.97 : 0.85), "overhead on a clean line");
      assertTrue(all.get(Line.KERNEL).goodput > (fast ? 0.9 : 0.78) * clean);
      assertTrue(all.get(Line.ERRORS_4).goodput > 0.8 * clean);
    }
    if (HOURS == 0) {
      Document.LINK.show(
          "figures",
          "| baud | line | goodput | of clean | echo, median | echo, 99 % |\n"
              + "|---|---|---|---|---|---|\n"
              + String.join("", rows));
    }
  }

  private static String row(int baud, Line line, Figures figures, Figures clean) {
    return String.format(
        Locale.ROOT,
        "| %d | %s | %.1f %% | %.1f %% | %.0f ms | %.0f ms |\n",
        baud,
        line.text,
        100 * figures.goodput,
        100 * figures.goodput / clean.goodput,
        figures.echo(0.5),
        figures.echo(0.99));
  }
}

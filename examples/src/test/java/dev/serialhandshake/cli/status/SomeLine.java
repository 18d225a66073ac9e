// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.status;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A line of a rack as a test wants it: what it does not set is zero or unknown. */
public final class SomeLine {

  public static final Instant START = Instant.parse("2026-01-01T00:00:00.123Z");

  private final String name;
  private final LineState state;
  private String place;
  private int connections = 1;
  private final List<Visitor> visitors = new ArrayList<>();
  private LineTotals totals = totals(0, 0, 0, 0, 0, 0);
  private @Nullable String device;
  private @Nullable String settings;
  private @Nullable String lastError;
  private @Nullable String lastVerdict;
  private @Nullable String others;
  private @Nullable String origin;
  private @Nullable String login;
  private @Nullable String machine;

  public SomeLine(String name, LineState state) {
    this.name = name;
    this.state = state;
    place = name;
  }

  /** Totals with the numbers that the table of {@code status} shows. */
  static LineTotals totals(
      long handshakes, long logins, long attempts, long discarded, long in, long out) {
    return new LineTotals(
        START,
        handshakes,
        logins,
        0,
        attempts,
        0,
        discarded,
        in,
        out,
        null,
        Map.of(),
        LinkTotals.NONE,
        Durations.NONE,
        Durations.NONE,
        Durations.NONE);
  }

  /** Totals of a line on which there were links, and which count nothing else. */
  static LineTotals linked(LinkTotals links) {
    return new LineTotals(
        START,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        null,
        Map.of(),
        links,
        Durations.NONE,
        Durations.NONE,
        Durations.NONE);
  }

  /** Totals of which no two numbers are the same. */
  public static LineTotals fullTotals() {
    Durations times =
        new Durations(
            List.of(1L, 0L, 2L, 0L, 0L, 0L, 0L, 0L, 1L),
            Duration.ofMillis(61_500),
            Duration.ofSeconds(60),
            Duration.ofMillis(300));
    return new LineTotals(
        START,
        11,
        12,
        13,
        14,
        15,
        16,
        17,
        18,
        START.plusSeconds(19),
        Map.of("no_handshake", 20L, "session_failed", 21L),
        new LinkTotals(22, 23, 24, 25, 26, 27, 28),
        times,
        times,
        Durations.NONE);
  }

  public SomeLine at(String line, @Nullable String realDevice, @Nullable String how) {
    place = line;
    device = realDevice;
    settings = how;
    return this;
  }

  public SomeLine connections(int count) {
    connections = count;
    return this;
  }

  public SomeLine visitor(Visitor visitor) {
    visitors.add(visitor);
    return this;
  }

  public SomeLine totals(LineTotals all) {
    totals = all;
    return this;
  }

  public SomeLine lastError(String why) {
    lastError = why;
    return this;
  }

  public SomeLine lastVerdict(String verdict) {
    lastVerdict = verdict;
    return this;
  }

  public SomeLine others(String who) {
    others = who;
    return this;
  }

  public SomeLine origin(String address) {
    origin = address;
    return this;
  }

  public SomeLine login(String user) {
    login = user;
    return this;
  }

  public SomeLine machine(String vm) {
    machine = vm;
    return this;
  }

  public LineStatus status() {
    return new LineStatus(
        name,
        place,
        device,
        settings,
        state,
        START,
        connections,
        visitors,
        totals,
        lastError,
        lastVerdict,
        others,
        origin,
        login,
        machine);
  }
}

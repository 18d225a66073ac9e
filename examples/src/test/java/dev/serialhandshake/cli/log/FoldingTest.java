// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.cli.log.LogForm.EventForm;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FoldingTest {

  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private long now = Long.MAX_VALUE - SECOND; // a clock of nanoseconds may run over
  private final Folding folding = new Folding(() -> now);
  private final List<LogEvent> said = new ArrayList<>();

  private void happens(EventKind kind, String line, String user) {
    KeyName key =
        new KeyName("ssh-ed25519", "SHA256:0123456789abcdefghijklmnopqrstuvwxyzABCDEFG", user);
    LogEvent event =
        LogEvent.of(
                kind,
                line,
                user + ": in sync: server ESTABLISHED after 1 attempt in 34 ms, 0 bytes discarded")
            .user(user)
            .key(user == null ? null : key)
            .peer("10.0.0.7:4711")
            .duration(Duration.ofMillis(34))
            .bytes(1234567, 7654321)
            .cause("2 keep-alive requests without an answer")
            .build();
    if (folding.isSaidNow(event)) {
      said.add(event);
    }
  }

  /** As the log does, once a second. */
  private void pass(Duration time) {
    for (long end = now + time.toNanos(); now - end < 0; ) {
      now += SECOND;
      said.addAll(folding.due());
    }
  }

  private long events() {
    return said.stream().mapToLong(LogEvent::count).sum();
  }

  @Test
  void aFewAreSaidAtOnceAndTheRestIsCounted() {
    for (int i = 0; i < 56; i++) {
      happens(EventKind.HANDSHAKE, "a", null);
    }
    assertEquals(15, said.size());
    pass(Duration.ofMinutes(1));
    assertEquals(16, said.size());
    LogEvent last = said.get(15);
    assertEquals(41, last.count());
    assertTrue(
        last.text().startsWith("a: ... and 41 times more in the last minute, at last: "),
        last.text());
    assertEquals(56, events());
  }

  @Test
  void whatIsSeldomIsSaidAtOnceAndLeavesNothing() {
    for (int i = 0; i < 20; i++) {
      happens(EventKind.LOST, "a", null);
      pass(Duration.ofMinutes(1));
    }
    assertEquals(20, said.size());
    assertTrue(folding.isEmpty());
  }

  @Test
  void afterAQuietSpanItIsSaidAtOnceAgain() {
    for (int i = 0; i < 100; i++) {
      happens(EventKind.LOST, "a", null);
    }
    pass(Duration.ofMinutes(3)); // one that counts, and one of two minutes in which nothing is
    said.clear();
    happens(EventKind.LOST, "a", null);
    assertEquals(1, said.size());
  }

  @Test
  void kindsLinesAndUsersDoNotHideEachOther() {
    for (int i = 0; i < 100; i++) {
      happens(EventKind.LOGIN, "a", "eva");
    }
    said.clear();
    happens(EventKind.LOGIN, "a", "mallory");
    happens(EventKind.LOGIN, "b", "eva");
    happens(EventKind.REFUSED, "a", "eva");
    assertEquals(3, said.size());
    assertEquals(85, folding.rest().stream().mapToLong(LogEvent::count).sum());
    assertTrue(folding.isEmpty());
  }

  @Test
  void whoIsRefusedUnderManyNamesIsOne() {
    for (int i = 0; i < 1_000; i++) {
      happens(EventKind.REFUSED, "a", "user" + i);
    }
    assertEquals(15, said.size());
  }

  /** The owner of a key can log in under any number of names. */
  @Test
  void theUsersThatAreKeptApartAreBounded() {
    for (int i = 0; i < 10_000; i++) {
      happens(EventKind.LOGIN, "a", "user" + i);
    }
    assertTrue(said.size() <= 32 + 15, said.size() + " were said");
    pass(Duration.ofMinutes(1));
    assertEquals(10_000, events());
    pass(Duration.ofMinutes(2));
    assertTrue(folding.isEmpty());
  }

  @Test
  void aLineThatFlapsTenTimesASecondCostsLessThan100KilobytesAnHour() {
    EventForm form = LogForm.JSON.lines(true, Instant::now);
    int rounds = 36_000;
    for (int i = 0; i < rounds; i++) {
      happens(EventKind.LOST, "board-17", null);
      happens(EventKind.BACK, "board-17", null);
      happens(EventKind.HANDSHAKE, "board-17", null);
      happens(EventKind.REFUSED, "board-17", "user" + i);
      happens(EventKind.FAILED, "board-17", null);
      happens(EventKind.END, "board-17", null);
      now += SECOND / 10;
      if (i % 10 == 9) {
        said.addAll(folding.due());
      }
    }
    said.addAll(folding.rest());
    assertEquals(6L * rounds, events(), "every event is counted once");
    long bytes = said.stream().mapToLong(event -> form.event(event).length() + 1L).sum();
    assertTrue(bytes < 100_000, bytes + " bytes in " + said.size() + " records");
  }
}

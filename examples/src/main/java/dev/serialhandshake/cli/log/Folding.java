// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.log;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a log small when the same thing happens again and again on a line: for example, a port
 * comes and goes, or a client is refused and tries again. The first 15 events of a kind are logged
 * at once. Further ones within the same minute are only counted, and logged as one record at the
 * end of that minute. If they go on, the next record follows after two minutes, then after four,
 * and later every eight minutes. After a span without such an event, the next 15 are logged at once
 * again.
 *
 * <p>Logins and ends of sessions are counted for each user and key, so that the events of one user
 * never hide those of another. All other events of a kind on a line are counted together, since a
 * peer that has not logged in can cause as many as it likes. Any thread may call it.
 */
final class Folding {

  /** Many enough that a person who logs in and out a few times sees each login in the log. */
  private static final int SAID_AT_ONCE = 15;

  private static final Duration FIRST_SPAN = Duration.ofMinutes(1);
  private static final Duration LONGEST_SPAN = Duration.ofMinutes(8);

  /**
   * The limit on users of a line, since a person with a key can log in under any number of names.
   */
  private static final int MOST_USERS_OF_A_LINE = 32;

  private final LongSupplier nanos;
  private final Map<Key, Span> spans = new HashMap<>();
  private final Map<String, Integer> users = new HashMap<>();

  private record Key(String line, EventKind kind, @Nullable String user) {}

  /** A time in which events of one kind are counted. */
  private static final class Span {
    private Duration length = FIRST_SPAN;
    private long begin;
    private int left = SAID_AT_ONCE;
    private long folded;
    private @Nullable LogEvent last;

    Span(long begin) {
      this.begin = begin;
    }

    boolean isOver(long now) {
      return now - begin >= length.toNanos();
    }
  }

  Folding(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** Whether to log an event now. If not, it has been counted. */
  synchronized boolean isSaidNow(LogEvent event) {
    String line = event.line();
    if (line == null) {
      return true;
    }
    Key key = key(line, event);
    Span span = spans.get(key);
    if (span == null) {
      span = new Span(nanos.getAsLong());
      spans.put(key, span);
      if (key.user() != null) {
        users.merge(line, 1, Integer::sum);
      }
    }
    if (span.left > 0) {
      span.left--;
      return true;
    }
    span.folded++;
    span.last = event;
    return false;
  }

  private Key key(String line, LogEvent event) {
    boolean letIn = event.kind() == EventKind.LOGIN || event.kind() == EventKind.END;
    String who = event.key() == null ? event.user() : event.user() + " " + event.key();
    Key key = new Key(line, event.kind(), letIn ? who : null);
    boolean room = spans.containsKey(key) || users.getOrDefault(line, 0) < MOST_USERS_OF_A_LINE;
    return room ? key : new Key(line, event.kind(), null);
  }

  /** The records of all spans that are over. Ends these spans, or begins the next, longer ones. */
  synchronized List<LogEvent> due() {
    long now = nanos.getAsLong();
    List<LogEvent> due = new ArrayList<>();
    for (Iterator<Map.Entry<Key, Span>> all = spans.entrySet().iterator(); all.hasNext(); ) {
      Map.Entry<Key, Span> entry = all.next();
      Span span = entry.getValue();
      if (!span.isOver(now)) {
        continue;
      }
      LogEvent last = span.last;
      if (last == null) {
        all.remove();
        forget(entry.getKey());
        continue;
      }
      due.add(last.repeated(span.folded, span.length));
      Duration longer = span.length.multipliedBy(2);
      span.length = longer.compareTo(LONGEST_SPAN) > 0 ? LONGEST_SPAN : longer;
      span.begin = now;
      span.left = 0;
      span.folded = 0;
      span.last = null;
    }
    return due;
  }

  private void forget(Key key) {
    if (key.user() != null) {
      users.computeIfPresent(key.line(), (line, count) -> count == 1 ? null : count - 1);
    }
  }

  /** The records of all events that were only counted. For the end of the log. */
  synchronized List<LogEvent> rest() {
    List<LogEvent> rest = new ArrayList<>();
    for (Span span : spans.values()) {
      if (span.last != null) {
        rest.add(span.last.repeated(span.folded, span.length));
      }
    }
    spans.clear();
    users.clear();
    return rest;
  }

  synchronized boolean isEmpty() {
    return spans.isEmpty();
  }
}

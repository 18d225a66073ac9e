// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.explorer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Strings of bytes by number: equal strings, equal numbers. A walk meets few strings, each of them
 * millions of times; so what comes of cutting and joining them is remembered. Bytes of noise, and
 * those that answer noise, are marked.
 */
final class Strings {

  static final int EMPTY = 0;

  /** Numbers have no more bits than these. */
  static final int BITS = 25;

  private static final char NOISE = 0x100;

  private static final int MOST_MARKS = Integer.SIZE;

  private final Map<String, Integer> numbers = new HashMap<>();
  private final List<String> strings = new ArrayList<>();
  private final Numbers joined = new Numbers();
  private final Numbers inserted = new Numbers();
  private final Numbers marked = new Numbers();

  private char[] lengths = new char[64];

  /** Which bytes of each string are marked, the first lowest. */
  private int[] marks = new int[64];

  /** Where the row of each string begins; zero before it is first cut, which most never are. */
  private int[] rows = new int[64];

  /** Rows: for each place to cut at, the number of the head and of the tail, plus one, if known. */
  private int[] cells = new int[1024];

  private int end = 1;

  Strings() {
    number("");
  }

  int of(byte[] bytes) {
    return of(bytes, (char) 0);
  }

  /** The same bytes, all of them marked. */
  int marked(int string) {
    long known = marked.get(string);
    if (known < 0) {
      known = of(bytes(string), NOISE);
      marked.put(string, known);
    }
    return (int) known;
  }

  /** A string with a byte of noise ahead of the byte at a place. */
  int insert(int string, int place, int value) {
    long key = ((long) string << 16) | (place << 8) | value;
    long known = inserted.get(key);
    if (known < 0) {
      StringBuilder chars = new StringBuilder(strings.get(string));
      known = number(chars.insert(place, (char) (NOISE | value)).toString());
      inserted.put(key, known);
    }
    return (int) known;
  }

  private int of(byte[] bytes, char mark) {
    char[] chars = new char[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      chars[i] = (char) ((bytes[i] & 0xff) | mark);
    }
    return number(new String(chars));
  }

  private int number(String string) {
    int next = strings.size();
    Integer known = numbers.putIfAbsent(string, next);
    if (known != null) {
      return known;
    }
    strings.add(string);
    if (next == rows.length) {
      rows = Arrays.copyOf(rows, next / 4 * 5);
      lengths = Arrays.copyOf(lengths, next / 4 * 5);
      marks = Arrays.copyOf(marks, next / 4 * 5);
    }
    lengths[next] = (char) string.length();
    for (int i = 0; i < Math.min(string.length(), MOST_MARKS); i++) {
      marks[next] |= string.charAt(i) >= NOISE ? 1 << i : 0;
    }
    return next;
  }

  /** The cell of the head that ends at a place; that of the tail is the next. */
  private int cell(int string, int place) {
    if (rows[string] == 0) {
      int length = length(string);
      if (end + 2 * length > cells.length) {
        cells = Arrays.copyOf(cells, cells.length / 4 * 5);
      }
      rows[string] = end;
      end += 2 * length;
    }
    return rows[string] + 2 * (place - 1);
  }

  int length(int string) {
    return lengths[string];
  }

  /** Whether the byte at a place is marked. */
  boolean isMarked(int string, int place) {
    return place < MOST_MARKS && (marks[string] & (1 << place)) != 0;
  }

  byte[] bytes(int string) {
    String chars = strings.get(string);
    byte[] bytes = new byte[chars.length()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) chars.charAt(i);
    }
    return bytes;
  }

  /** The first bytes, at least one, without their marks. */
  int head(int string, int length) {
    int cell = cell(string, length);
    if (cells[cell] == 0) {
      cells[cell] = of(Arrays.copyOf(bytes(string), length)) + 1;
    }
    return cells[cell] - 1;
  }

  /** What is behind the first bytes. */
  int tail(int string, int from) {
    if (from == 0) {
      return string;
    }
    int cell = cell(string, from) + 1;
    if (cells[cell] == 0) {
      cells[cell] = number(strings.get(string).substring(from)) + 1;
    }
    return cells[cell] - 1;
  }

  int join(int head, int tail) {
    if (tail == EMPTY) {
      return head;
    }
    long key = ((long) head << 32) | tail;
    long known = joined.get(key);
    if (known < 0) {
      known = number(strings.get(head) + strings.get(tail));
      joined.put(key, known);
    }
    return (int) known;
  }

  String hex(int string) {
    return HexFormat.ofDelimiter(" ").formatHex(bytes(string));
  }
}

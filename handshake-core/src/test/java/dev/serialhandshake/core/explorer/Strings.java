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
 * millions of times; so what comes of cutting and joining them is remembered. Garbage, which no
 * peer sent, is marked; it is only ever at the head.
 */
final class Strings {

  static final int EMPTY = 0;

  private static final char GARBAGE = 0x100;

  private final Map<String, Integer> numbers = new HashMap<>();
  private final List<String> strings = new ArrayList<>();
  private final Numbers joined = new Numbers();

  /** Where the row of each string begins. */
  private int[] rows = new int[64];

  /**
   * Rows: the length; how much of it is garbage; then for each place to cut at the number of the
   * head and of the tail, plus one, if they are known.
   */
  private int[] cells = new int[1024];

  private int end;

  Strings() {
    number("");
  }

  int of(byte[] bytes) {
    return of(bytes, (char) 0);
  }

  int garbage(byte[] bytes) {
    return of(bytes, GARBAGE);
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
    int length = string.length();
    if (next == rows.length) {
      rows = Arrays.copyOf(rows, 2 * next);
    }
    if (end + 2 + 2 * length > cells.length) {
      cells = Arrays.copyOf(cells, 2 * cells.length);
    }
    rows[next] = end;
    cells[end] = length;
    cells[end + 1] = (int) string.chars().filter(c -> c >= GARBAGE).count();
    end += 2 + 2 * length;
    return next;
  }

  int length(int string) {
    return cells[rows[string]];
  }

  /** How many of the first bytes are garbage. */
  int garbage(int string) {
    return cells[rows[string] + 1];
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
    int known = cells[rows[string] + 2 * length];
    if (known == 0) {
      known = of(Arrays.copyOf(bytes(string), length)) + 1;
      cells[rows[string] + 2 * length] = known;
    }
    return known - 1;
  }

  /** What is behind the first bytes. */
  int tail(int string, int from) {
    if (from == 0) {
      return string;
    }
    int known = cells[rows[string] + 2 * from + 1];
    if (known == 0) {
      known = number(strings.get(string).substring(from)) + 1;
      cells[rows[string] + 2 * from + 1] = known;
    }
    return known - 1;
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

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import java.util.Arrays;

/**
 * A few bytes of a stream that may be endless: its first ones, or its last ones. {@link PeerSign}s
 * are looked for in them. The window remembers which bytes make up the sign that was found last.
 */
final class Window {

  private final byte[] bytes;
  private int length;
  private int foundFrom;
  private int foundTo;

  /** The nonces of the last two SYNs sent; 0 where there is none. */
  int nonce;

  int nonceBefore;

  Window(int capacity) {
    bytes = new byte[capacity];
  }

  int length() {
    return length;
  }

  boolean isFull() {
    return length == bytes.length;
  }

  void clear() {
    length = 0;
  }

  /** Forgets all but the first bytes. */
  void truncate(long count) {
    length = (int) Math.min(length, count);
  }

  byte[] toArray() {
    return Arrays.copyOf(bytes, length);
  }

  /** Appends the bytes that there is room for, and returns how many. */
  int addHead(ByteView read, int from, int to) {
    int count = Math.min(to - from, bytes.length - length);
    if (count > 0) {
      read.copy(from, bytes, length, count);
      length += count;
    }
    return count;
  }

  /** Appends bytes, and forgets the oldest ones if there is no room. */
  void addTail(ByteView read, int from, int to) {
    int start = Math.max(from, to - bytes.length);
    int excess = Math.max(0, length + to - start - bytes.length);
    length -= excess;
    System.arraycopy(bytes, excess, bytes, 0, length);
    addHead(read, start, to);
  }

  /** The byte at an index, from 0 to 255; -1 outside. */
  int at(int index) {
    return index >= 0 && index < length ? bytes[index] & 0xff : -1;
  }

  /** Whether a byte is the nonce of one of our last two SYNs. */
  boolean isOwn(int value) {
    return value >= Nonces.LOWEST && (value == nonce || value == nonceBefore);
  }

  /** Whether a byte is the nonce of one of our last two SYNs with bit 7 stripped. */
  boolean isOwnStripped(int value) {
    return isOwn(value | 0x80) && value < 0x80;
  }

  static boolean isText(int value) {
    boolean printable = value >= ' ' && value < 0x7f;
    return printable || (value >= 0x08 && value <= 0x0d) || value == 0x1b;
  }

  boolean isMostlyText() {
    return 4 * text() > 3 * length;
  }

  boolean isAllText() {
    return text() == length;
  }

  private int text() {
    int text = 0;
    for (int i = 0; i < length; i++) {
      text += isText(at(i)) ? 1 : 0;
    }
    return text;
  }

  boolean contains(String text) {
    for (int i = 0; i + text.length() <= length; i++) {
      if (isAt(i, text)) {
        found(i, i + text.length());
        return true;
      }
    }
    return false;
  }

  boolean endsWith(String text) {
    boolean ends = isAt(length - text.length(), text);
    if (ends) {
      found(0, length);
    }
    return ends;
  }

  private boolean isAt(int from, String text) {
    for (int i = 0; i < text.length(); i++) {
      if (from < 0 || at(from + i) != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Remembers where the sign is. */
  void found(int from, int to) {
    foundFrom = from;
    foundTo = Math.min(to, length);
  }

  /** Adds bytes after the sign to its proof. */
  void andMore(int count) {
    found(foundFrom, foundTo + count);
  }

  byte[] proof() {
    return Arrays.copyOfRange(bytes, foundFrom, foundTo);
  }
}

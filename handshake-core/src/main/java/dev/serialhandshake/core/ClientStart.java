// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import dev.serialhandshake.core.internal.Wire;
import java.nio.ByteBuffer;

/**
 * Looks for the client's first bytes after the final ACK. It remembers bytes that may be the first
 * ones, at most three, until the next bytes decide.
 */
final class ClientStart {

  private static final String SSH = "SSH-";

  private static final byte[] NOTHING = {};

  /** For a server that does not wait for its client's first bytes. It is given no bytes. */
  static final ClientStart NONE = new ClientStart(ClientBegins.LATER);

  private final ClientBegins kind;

  /** The last bytes that may be the client's first, the newest lowest. */
  private int maybe;

  private int length;

  /** How many of them arrived in earlier reads, once it is clear that they are the client's. */
  private int held;

  private boolean found;

  /** Whether the byte before is {@code 16}. Text after it may be the nonce of a SYN. */
  private boolean isAfterSyn;

  ClientStart(ClientBegins kind) {
    this.kind = kind;
  }

  ClientStart(ClientStart other) {
    kind = other.kind;
    maybe = other.maybe;
    length = other.length;
    held = other.held;
    found = other.found;
    isAfterSyn = other.isAfterSyn;
  }

  /** Looks at a read. Returns where the client's bytes begin in it, or its length. */
  int read(ByteView read) {
    held = length;
    for (int i = 0; i < read.length(); i++) {
      int value = read.get(i) & 0xff;
      if (kind == ClientBegins.SSH || kind == ClientBegins.SSH_OR_LINK) {
        found = matchStart(value);
      } else if (kind == ClientBegins.TEXT) {
        found = matchText(value);
      } else {
        append(value);
        found = !mayBeSyn();
      }
      if (found) {
        int start = i + 1 - length;
        held = Math.max(0, -start);
        return Math.max(0, start);
      }
    }
    held = length;
    return read.length();
  }

  /** Forgets the oldest bytes until the others may be the first ones: of "SSS" the last two. */
  private boolean matchStart(int value) {
    append(value);
    while (length > 0 && !isStartOf(SSH) && !isStartOfLink()) {
      length--;
    }
    return isStartOf(SSH) ? length == SSH.length() : length == Wire.LINK_OPENING.length();
  }

  private boolean isStartOfLink() {
    return kind == ClientBegins.SSH_OR_LINK && isStartOf(Wire.LINK_OPENING);
  }

  private boolean isStartOf(String whole) {
    if (length > whole.length()) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (at(i) != whole.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Text after {@code 16} is kept. If a byte follows that is no {@code 16} of another SYN, the text
   * was the client's first byte.
   */
  private boolean matchText(int value) {
    boolean kept = length > 0 && value != Wire.SYN;
    boolean text = value >= ' ' && value <= '~';
    boolean alone = text && !isAfterSyn;
    if (!kept) {
      length = 0;
    }
    if (kept || text) {
      append(value);
    }
    isAfterSyn = value == Wire.SYN;
    return kept || alone;
  }

  private void append(int value) {
    maybe = (maybe << 8) | value;
    length++;
  }

  /** Whether they are {@code 16 n} or the beginning of it, with or without a filler before it. */
  private boolean mayBeSyn() {
    int first = at(0);
    boolean filler = first == Wire.FILLER;
    int syn = filler ? 1 : 0;
    return length <= syn || (at(syn) == Wire.SYN && length <= syn + 2);
  }

  private int at(int index) {
    return (maybe >>> (8 * (length - 1 - index))) & 0xff;
  }

  boolean isFound() {
    return found;
  }

  /** Whether the last byte may be one of the client's first ones. */
  boolean mayHaveBegun() {
    return length > 0;
  }

  /** Whether they are a whole SYN. */
  boolean isSyn() {
    return length >= 2 && ((maybe >>> 8) & 0xff) == Wire.SYN;
  }

  int nonce() {
    return maybe & 0xff;
  }

  int heldLength() {
    return held;
  }

  /** The client's bytes that arrived in earlier reads. */
  byte[] held() {
    if (held == 0) {
      return NOTHING;
    }
    byte[] bytes = new byte[held];
    for (int i = 0; i < held; i++) {
      bytes[i] = (byte) at(i);
    }
    return bytes;
  }

  /** For the explorer of the tests: what the future depends on. */
  void encode(ByteBuffer out) {
    out.put((byte) length).putInt(length == 0 ? 0 : maybe & (-1 >>> (32 - 8 * length)));
    out.put((byte) held).put((byte) (isAfterSyn ? 1 : 0));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import io.netty.buffer.ByteBuf;

/**
 * Takes out of a port's input what the terminal driver marks in it (PARMRK): {@code FF FF} is the
 * byte FF, {@code FF 00 00} a BREAK, and {@code FF 00 x} a character x that came with an error.
 */
final class MarkedInput {

  private static final byte MARK = (byte) 0xff;

  private enum State {
    DATA,
    MARK_SEEN,
    ERROR_SEEN
  }

  private final boolean parity;
  private State state = State.DATA;
  private boolean atBreak;
  private volatile SerialLineErrors errors = SerialLineErrors.marked(0, 0, 0);

  /**
   * @param parity whether the line has parity: then damaged characters are dropped, as the terminal
   *     driver does without marks; without parity they are data, as noise of other bauds is
   */
  MarkedInput(boolean parity) {
    this.parity = parity;
  }

  /** What was seen so far; on any thread. */
  SerialLineErrors errors() {
    return errors;
  }

  /** Decodes up to the end or a BREAK, and returns the index of the first byte not looked at. */
  int decode(byte[] bytes, int from, int to, ByteBuf out) {
    atBreak = false;
    int index = from;
    while (index < to && !atBreak) {
      index = state == State.DATA ? copyData(bytes, index, to, out) : afterMark(bytes, index, out);
    }
    return index;
  }

  /** Whether the last call ended at a BREAK. */
  boolean atBreak() {
    return atBreak;
  }

  private int copyData(byte[] bytes, int from, int to, ByteBuf out) {
    int end = from;
    while (end < to && bytes[end] != MARK) {
      end++;
    }
    out.writeBytes(bytes, from, end - from);
    if (end == to) {
      return end;
    }
    state = State.MARK_SEEN;
    return end + 1;
  }

  private int afterMark(byte[] bytes, int index, ByteBuf out) {
    byte next = bytes[index];
    if (state == State.MARK_SEEN && next == 0) {
      state = State.ERROR_SEEN;
    } else if (state == State.MARK_SEEN) {
      out.writeByte(MARK);
      state = State.DATA;
    } else {
      error(next, out);
      state = State.DATA;
    }
    return index + 1;
  }

  private void error(byte character, ByteBuf out) {
    SerialLineErrors e = errors;
    if (character == 0) {
      atBreak = true;
      errors = SerialLineErrors.marked(e.breaks() + 1, e.framing(), e.parity());
    } else if (parity) {
      errors = SerialLineErrors.marked(e.breaks(), e.framing(), e.parity() + 1);
    } else {
      errors = SerialLineErrors.marked(e.breaks(), e.framing() + 1, e.parity());
      out.writeByte(character);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each script is split at every size: what is told apart must not depend on how it arrives. */
class MarkedInputTest {

  private static final String FF = "\u00ff";
  private static final String BREAK = FF + "\0\0";

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 100})
  void plainBytesPass(int split) {
    assertEquals("abc\0d", decode(new MarkedInput(false), split, "abc\0d"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 100})
  void aDoubledMarkIsTheByteItself(int split) {
    assertEquals(
        "a" + FF + FF + "\0b",
        decode(new MarkedInput(false), split, "a" + FF + FF + FF + FF + "\0b"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 100})
  void aBreakIsToldInItsPlace(int split) {
    MarkedInput marks = new MarkedInput(false);
    assertEquals("ab|c||d", decode(marks, split, "ab" + BREAK + "c" + BREAK + BREAK + "d"));
    assertEquals(SerialLineErrors.marked(3, 0, 0), marks.errors());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 100})
  void aCharacterWithoutStopBitIsCountedAndPasses(int split) {
    MarkedInput marks = new MarkedInput(false);
    assertEquals("axb", decode(marks, split, "a" + FF + "\0xb"));
    assertEquals(SerialLineErrors.marked(0, 1, 0), marks.errors());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 100})
  void aCharacterOfWrongParityIsCountedAndDropped(int split) {
    MarkedInput marks = new MarkedInput(true);
    assertEquals("ab", decode(marks, split, "a" + FF + "\0xb"));
    assertEquals(SerialLineErrors.marked(0, 0, 1), marks.errors());
  }

  @Test
  void aMarkCutOffAtTheEndIsNoInputYet() {
    assertEquals("a", decode(new MarkedInput(false), 100, "a" + FF + "\0"));
  }

  /** Returns the data, with a bar where a BREAK was told. */
  private static String decode(MarkedInput marks, int split, String input) {
    byte[] bytes = input.getBytes(StandardCharsets.ISO_8859_1);
    StringBuilder decoded = new StringBuilder();
    for (int start = 0; start < bytes.length; start += split) {
      int end = Math.min(start + split, bytes.length);
      int index = start;
      while (index < end) {
        ByteBuf out = Unpooled.buffer();
        index = marks.decode(bytes, index, end, out);
        decoded.append(out.toString(StandardCharsets.ISO_8859_1));
        if (marks.atBreak()) {
          decoded.append('|');
        }
      }
    }
    return decoded.toString();
  }
}

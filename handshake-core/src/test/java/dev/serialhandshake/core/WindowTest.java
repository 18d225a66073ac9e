// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WindowTest {

  private static ByteView view(String text) {
    byte[] bytes = Script.bytes(Script.hex(text));
    return ByteView.of(bytes, 0, bytes.length);
  }

  private static String text(Window window) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < window.length(); i++) {
      text.append((char) window.at(i));
    }
    return text.toString();
  }

  @Test
  void theHeadKeepsWhatCameFirst() {
    Window window = new Window(4);
    assertEquals(3, window.addHead(view("abc"), 0, 3));
    assertFalse(window.isFull());
    assertEquals(1, window.addHead(view("defg"), 0, 4));
    assertTrue(window.isFull());
    assertEquals(0, window.addHead(view("h"), 0, 1));
    assertEquals("abcd", text(window));
  }

  @Test
  void theEndIsForgotten() {
    Window window = new Window(64);
    window.truncate(0);
    assertEquals("", text(window));
    window.addHead(view("abcd"), 0, 4);
    window.truncate(Long.MAX_VALUE);
    assertEquals("abcd", text(window));
    window.truncate(2);
    window.addHead(view("xyz"), 1, 3);
    assertArrayEquals("abyz".getBytes(US_ASCII), window.toArray());
  }

  @Test
  void theTailKeepsWhatCameLast() {
    Window window = new Window(4);
    window.addTail(view("ab"), 0, 2);
    assertEquals("ab", text(window));
    window.addTail(view("cde"), 0, 3);
    assertEquals("bcde", text(window));
    window.addTail(view("fg"), 0, 1);
    assertEquals("cdef", text(window));
    window.addTail(view("ghijklmn"), 1, 7);
    assertEquals("jklm", text(window));
  }

  @Test
  void thereIsNothingOutside() {
    Window window = new Window(4);
    window.addHead(view("a"), 0, 1);
    assertEquals(-1, window.at(-1));
    assertEquals(-1, window.at(1));
  }

  @ParameterizedTest
  @CsvSource({
    "07, false",
    "08, true",
    "0d, true",
    "0e, false",
    "1b, true",
    "1f, false",
    "20, true",
    "7e, true",
    "7f, false",
    "80, false"
  })
  void whatIsText(String hex, boolean text) {
    assertEquals(text, Window.isText(Integer.parseInt(hex, 16)));
  }

  @Test
  void moreThanThreeQuartersAreMostly() {
    Window window = new Window(8);
    byte[] bytes = Script.bytes("61 62 63 64 65 66 80 80");
    window.addHead(ByteView.of(bytes, 0, bytes.length), 0, bytes.length);
    assertFalse(window.isMostlyText());
    assertFalse(window.isAllText());
    window.clear();
    bytes[6] = 'g';
    window.addHead(ByteView.of(bytes, 0, bytes.length), 0, bytes.length);
    assertTrue(window.isMostlyText());
    assertFalse(window.isAllText());
  }

  @ParameterizedTest
  @CsvSource({
    "a0, true, false",
    "a3, true, false",
    "20, false, true",
    "23, false, true",
    "00, false, false",
    "41, false, false"
  })
  void whatIsOurs(String hex, boolean own, boolean stripped) {
    Window window = new Window(4);
    window.nonce = 0xa0;
    window.nonceBefore = 0xa3;
    int value = Integer.parseInt(hex, 16);
    assertEquals(own, window.isOwn(value));
    assertEquals(stripped, window.isOwnStripped(value));
  }

  @Test
  void textIsFoundWhereverItIs() {
    Window window = new Window(8);
    window.addHead(view("abcdefgh"), 0, 8);
    assertTrue(window.contains("fgh"));
    assertEquals("fgh", new String(window.proof(), US_ASCII));
    assertFalse(window.contains("ghi"));
    assertTrue(window.contains("bc"));
    window.andMore(2);
    assertEquals("bcde", new String(window.proof(), US_ASCII));
  }
}

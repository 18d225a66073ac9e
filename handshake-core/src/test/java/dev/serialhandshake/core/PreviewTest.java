// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PreviewTest {

  private static Preview preview(String hex) {
    return Preview.of(Script.bytes(hex));
  }

  @Test
  void textIsSafeForATerminal() {
    assertEquals("\\r\\n\\t\\\\", preview("0d 0a 09 5c").text());
    assertEquals("\\x1b[0m \\x7f\\x80\\xff\\x00~", preview("1b 5b 30 6d 20 7f 80 ff 00 7e").text());
    assertEquals("\\x1f", preview("1f").text());
  }

  @Test
  void readsAsItsText() {
    assertEquals("login: ", preview(Script.hex("login: ")).toString());
  }

  @Test
  void showsItsBytesInHexadecimal() {
    assertEquals("06 15 fe", preview("06 15 fe").hex());
    assertEquals("", preview("").hex());
  }

  @Test
  void knowsHowMuchThereIs() {
    assertTrue(preview("").isEmpty());
    assertFalse(preview("00").isEmpty());
    assertEquals(2, preview("00 01").length());
  }

  @Test
  void handsOutACopy() {
    Preview preview = preview("01 02");
    preview.toByteArray()[0] = 9;
    assertArrayEquals(new byte[] {1, 2}, preview.toByteArray());
  }

  @Test
  void previewsOfTheSameBytesAreEqual() {
    assertEquals(preview("01 02"), preview("01 02"));
    assertEquals(preview("01 02").hashCode(), preview("01 02").hashCode());
    assertNotEquals(preview("01 02").hashCode(), preview("01 03").hashCode());
    assertNotEquals(preview("01 02"), preview("01 03"));
    assertNotEquals(preview("01 02"), "\\x01\\x02");
  }

  @Test
  void itIsACopyOfTheFirst64Bytes() {
    byte[] bytes = new byte[65];
    Preview preview = Preview.of(bytes);
    bytes[0] = 'x';
    assertArrayEquals(new byte[64], preview.toByteArray());
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShownTest {

  @ParameterizedTest
  @CsvSource({
    "plain text, plain text",
    "Grüße 日本 😀, Grüße 日本 😀",
    "C:\\dir, C:\\dir",
  })
  void textThatNoTerminalActsOnStaysAsItIs(String text, String shown) {
    assertEquals(shown, Shown.text(text));
  }

  @Test
  void controlCharactersAreEscaped() {
    assertEquals("\\x1b]0;title\\x07", Shown.text("\u001b]0;title\u0007"));
    assertEquals("a\\nb\\rc\\td\\x7f", Shown.text("a\nb\rc\td\u007f"));
    assertEquals("\\x9b31m\\x00", Shown.text("\u009b31m\0"));
  }

  @Test
  void charactersOfDirectionAndOtherInvisibleOnesAreEscaped() {
    assertEquals("a\\u202eb\\u2066c\\u200fd\\u2028", Shown.text("a\u202eb\u2066c\u200fd\u2028"));
    assertEquals("\\u0e0041", Shown.text(Character.toString(0xe0041)));
    assertEquals("\\ud800x", Shown.text("\ud800x"));
  }

  @Test
  void stringsOfJsonAreAscii() throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = ShownJson.to(text)) {
      json.writeString("a\u001b\u007f\u009b\u202eü");
    }
    assertEquals("\"a\\u001B\\u007F\\u009B\\u202E\\u00FC\"", text.toString());
  }

  @Test
  void whatLibrariesLogIsEscapedButForTheEndsOfTheirLines() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream log = new ShownStream(new PrintStream(bytes, true, UTF_8));
    log.println("from \u001b[2J");
    log.printf("%s%n", "a\nb");
    log.println((Object) "object \u0007");
    log.print(new char[] {'\u0008'});
    log.print('\u000b');
    log.println();
    String end = System.lineSeparator();
    assertEquals(
        "from \\x1b[2J" + end + "a\\nb" + end + "object \\x07" + end + "\\x08\\x0b" + end,
        bytes.toString(UTF_8));
  }

  @Test
  void aLongTextIsShortened() {
    assertEquals("abc", Shown.shortened("abc", 3));
    assertEquals("abc...", Shown.shortened("abcd", 3));
  }
}

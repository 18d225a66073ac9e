// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.link;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The parts of LINK.md that come from the code. After a change, run the tests that use it with
 * {@code -Ddocument=write} and look at the difference.
 */
final class LinkDocument {

  private static final Path DOCUMENT = Path.of("LINK.md");

  private LinkDocument() {}

  /** Compares a part of the document with what the code says, or writes it. */
  static synchronized void show(String name, String drawn) throws IOException {
    String document = Files.readString(DOCUMENT);
    String begin = "<!-- " + name + " -->\n";
    String end = "<!-- /" + name + " -->";
    int from = document.indexOf(begin) + begin.length();
    int to = document.indexOf(end);
    if ("write".equals(System.getProperty("document"))) {
      Files.writeString(DOCUMENT, document.substring(0, from) + drawn + document.substring(to));
    } else {
      assertEquals(drawn, document.substring(from, to));
    }
  }
}

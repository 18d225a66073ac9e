// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A document of this module with parts that come from the code. Each part stands between two
 * comments with its name. After a change of the code, run the tests with {@code -Ddocument=write}
 * and look at the difference.
 */
public enum Document {
  PROTOCOL,
  PROOF,
  DIAGNOSIS,
  LINK;

  private final Path file = Path.of(name() + ".md");

  /** The whole text. */
  public String text() throws IOException {
    return Files.readString(file);
  }

  /** Compares a part of the document with what the code says, or writes it. */
  public synchronized void show(String part, String drawn) throws IOException {
    String text = text();
    String begin = "<!-- " + part + " -->\n";
    String end = "<!-- /" + part + " -->";
    int from = text.indexOf(begin) + begin.length();
    int to = text.indexOf(end);
    if ("write".equals(System.getProperty("document"))) {
      Files.writeString(file, text.substring(0, from) + drawn + text.substring(to));
    } else {
      assertEquals(drawn, text.substring(from, to));
    }
  }
}

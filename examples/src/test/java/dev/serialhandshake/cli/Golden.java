// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that hold what users see, word for word; {@code -Dgolden=write} writes them anew. */
public final class Golden {

  private static final Path FOLDER = Path.of("src/test/resources/golden");
  private static final boolean WRITE = "write".equals(System.getProperty("golden"));

  private Golden() {}

  public static void check(String name, String actual) throws IOException {
    if (WRITE) {
      Files.createDirectories(FOLDER);
      Files.writeString(FOLDER.resolve(name), actual);
      return;
    }
    assertEquals(read(name), actual, name);
  }

  /** What stands in a file. */
  public static String read(String name) throws IOException {
    try (InputStream expected = Golden.class.getResourceAsStream("/golden/" + name)) {
      assertNotNull(expected, name + " is missing; run with -Dgolden=write");
      return new String(expected.readAllBytes(), UTF_8);
    }
  }
}

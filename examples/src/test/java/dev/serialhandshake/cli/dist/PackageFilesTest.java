// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.dist;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.serialhandshake.cli.Commands;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the Debian package says besides what is generated. */
class PackageFilesTest {

  private static final Path DIST = Path.of("src/dist");

  /** The list that the build makes has GROUP:ARTIFACT:VERSION of all that is in the jar. */
  @Test
  void theCopyrightNamesAllWhoseWorkIsInTheJar() throws Exception {
    String copyright = Files.readString(DIST.resolve("deb/copyright"));
    try (InputStream list = Commands.class.getResourceAsStream("/META-INF/THIRD-PARTY.txt")) {
      assertNotNull(list);
      TreeSet<String> groups =
          Pattern.compile("\\(([\\w.]+):[\\w.-]+:\\S+ - ")
              .matcher(new String(list.readAllBytes(), UTF_8))
              .results()
              .map(group -> group.group(1))
              .collect(Collectors.toCollection(TreeSet::new));
      assertFalse(groups.isEmpty());
      List<String> missing =
          groups.stream().filter(group -> !copyright.contains("Comment: " + group)).toList();
      assertEquals(List.of(), missing);
    }
  }

  /** Each licence that is named has its text. */
  @Test
  void theCopyrightHasTheTextOfEachLicence() throws Exception {
    List<String> lines = Files.readAllLines(DIST.resolve("deb/copyright"));
    TreeSet<String> named = new TreeSet<>();
    TreeSet<String> withText = new TreeSet<>();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith("License: ")) {
        boolean text = i + 1 < lines.size() && lines.get(i + 1).startsWith(" ");
        (text ? withText : named).add(lines.get(i).substring("License: ".length()));
      }
    }
    assertEquals(named, withText);
  }
}

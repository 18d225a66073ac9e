// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The tables and diagrams of PROTOCOL.md are the code's. After a change of a table, run this test
 * with {@code -Ddocument=write} and look at the difference.
 */
class ProtocolDocumentTest {

  private static final Path DOCUMENT = Path.of("PROTOCOL.md");

  @ParameterizedTest
  @EnumSource
  void showsTheTableOf(Role role) throws IOException {
    TransitionTable table = table(role);
    show(role.name().toLowerCase(Locale.ROOT), diagram(table) + "\n" + rows(table.rows()));
  }

  @Test
  void showsTheWaysToFailed() throws IOException {
    show("failures", rows(TransitionTable.FAILURES));
  }

  private static void show(String name, String drawn) throws IOException {
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

  private static TransitionTable table(Role role) {
    return role == Role.CLIENT ? ClientTable.TABLE : ServerTable.TABLE;
  }

  private static String diagram(TransitionTable table) {
    StringBuilder text = new StringBuilder("```mermaid\nstateDiagram-v2\n");
    for (TransitionTable.Row row : table.rows()) {
      String from = row.from() == State.NEW ? "[*]" : row.from().name();
      text.append("  ").append(from).append(" --> ").append(row.to()).append(": ");
      text.append(row.on().text.replace("`", ""));
      if (!row.action().text.isEmpty()) {
        text.append(" / ").append(row.action().text.replace("`", ""));
      }
      text.append('\n');
    }
    return text.append("```\n").toString();
  }

  private static String rows(List<TransitionTable.Row> rows) {
    StringBuilder text =
        new StringBuilder("| in | on | do | go to | why |\n|---|---|---|---|---|\n");
    for (TransitionTable.Row row : rows) {
      text.append("| ")
          .append(row.from() == null ? "any" : row.from())
          .append(" | ")
          .append(row.on().text)
          .append(" | ");
      text.append(row.action().text).append(" | ").append(row.to()).append(" | ");
      text.append(row.why()).append(" |\n");
    }
    return text.toString();
  }
}

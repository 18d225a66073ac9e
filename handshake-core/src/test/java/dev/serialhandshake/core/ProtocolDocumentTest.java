// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The tables and diagrams of PROTOCOL.md come from the code. After a change of a table, run this
 * test with {@code -Ddocument=write} and look at the difference.
 */
class ProtocolDocumentTest {

  @ParameterizedTest
  @EnumSource
  void showsTheTableOf(Role role) throws IOException {
    TransitionTable table = table(role);
    Document.PROTOCOL.show(
        role.name().toLowerCase(Locale.ROOT), diagram(table) + "\n" + rows(table.rows()));
  }

  @Test
  void showsTheWaysToFailed() throws IOException {
    Document.PROTOCOL.show("failures", rows(TransitionTable.FAILURES));
  }

  /** The setting, and its default as the document writes it. */
  static Stream<Arguments> timers() {
    HandshakeSettings settings = HandshakeSettings.defaults();
    return Stream.of(
        Arguments.of("attempt timeout", settings.attemptTimeout()),
        Arguments.of("final ACK timeout", settings.finalAckTimeout()),
        Arguments.of("quiet time", settings.quietTime()),
        Arguments.of("settle time", settings.settleTime()),
        Arguments.of("answer time", settings.answerTime()),
        Arguments.of("handshake timeout", settings.handshakeTimeout()),
        Arguments.of("confirm timeout", settings.confirmTimeout()),
        Arguments.of("boot loader time", settings.bootLoaderTime()));
  }

  @ParameterizedTest
  @MethodSource("timers")
  void showsTheDefaultOf(String setting, Duration wait) throws IOException {
    boolean whole = wait.toMillisPart() == 0;
    String shown = whole ? wait.toSeconds() + " s" : wait.toMillis() + " ms";
    assertTrue(Document.PROTOCOL.text().contains("| " + setting + " | " + shown), shown);
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

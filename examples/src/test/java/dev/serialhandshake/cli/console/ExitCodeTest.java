// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExitCodeTest {

  @Test
  void theDocumentListsTheCodesAsTheHelpDoes() throws Exception {
    String page = Files.readString(Path.of("README.md"));
    List<String> rows = page.substring(page.indexOf("| code | meaning |")).lines().skip(2).toList();
    assertEquals(ExitCode.list().entrySet().stream().map(ExitCodeTest::row).toList(), rows);
  }

  private static String row(Map.Entry<String, String> code) {
    return "| " + code.getKey().strip() + " | " + code.getValue() + " |";
  }
}

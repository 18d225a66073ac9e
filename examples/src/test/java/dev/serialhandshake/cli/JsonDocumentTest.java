// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.serialhandshake.cli.console.Schema;
import dev.serialhandshake.cli.probe.ProbeCommand;
import dev.serialhandshake.cli.status.StatusCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tables of README.md have every key that {@code --json} prints. */
class JsonDocumentTest {

  private static final String OF_THE_TIMES = "[0-9]+|\\+Inf";

  @ParameterizedTest
  @CsvSource({"probe, probe.schema.json", "status, status.schema.json", "ports, ports.schema.json"})
  void everyKeyIsInTheDocument(String command, String schema) throws Exception {
    Class<?> home =
        switch (command) {
          case "probe" -> ProbeCommand.class;
          case "status" -> StatusCommand.class;
          default -> Main.class;
        };
    String document = Files.readString(Path.of("README.md"));
    List<String> missing =
        Schema.of(home, schema).allKeys().stream()
            .filter(key -> !key.matches(OF_THE_TIMES))
            .filter(key -> !document.contains("`" + key + "`"))
            .toList();
    assertEquals(List.of(), missing);
  }
}

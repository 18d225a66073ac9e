// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.status;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.serialhandshake.cli.console.JsonTree;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The alerts and the dashboard ask for numbers that there are. */
class MonitoringFilesTest {

  private static final Pattern METRIC = Pattern.compile("serial_handshake_[a-z_]+");

  private static final Path FOLDER = Path.of("src/monitoring");

  private static Set<String> metrics(String text) {
    Set<String> names = new HashSet<>();
    Matcher matcher = METRIC.matcher(text);
    while (matcher.find()) {
      names.add(matcher.group());
    }
    return names;
  }

  @ParameterizedTest
  @ValueSource(strings = {"alerts.yml", "alerts_test.yml", "dashboard.json"})
  void theyNameOnlyMetricsThatThereAre(String file) throws Exception {
    LineStatus line = new SomeLine("a", LineState.WAITING).totals(SomeLine.fullTotals()).status();
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    LineMetrics.write(List.of(new ServerStatus(1, "1", SomeLine.START, List.of(line))), text);
    Set<String> asked = metrics(Files.readString(FOLDER.resolve(file)));
    assertFalse(asked.isEmpty());
    asked.removeAll(metrics(text.toString(UTF_8)));
    assertEquals(Set.of(), asked);
  }

  @Test
  void theDashboardIsJson() throws Exception {
    assertFalse(
        JsonTree.parse(Files.readString(FOLDER.resolve("dashboard.json"))).toString().isEmpty());
  }
}

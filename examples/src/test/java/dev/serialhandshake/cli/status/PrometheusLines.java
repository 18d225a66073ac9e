// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.status;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the text that Prometheus reads, and minds its rules, as {@code promtool check metrics}. */
public final class PrometheusLines {

  private static final Pattern SAMPLE =
      Pattern.compile("([a-z_]+)(\\{(?:[a-z]+=\"(?:[^\"\\\\\\n]|\\\\[\\\\\"n])*\",?)*\\})? (\\S+)");

  private PrometheusLines() {}

  /** The samples: name and labels, as they stand there, and the value. */
  public static Map<String, Double> parse(String text) {
    assertTrue(text.endsWith("\n"), text);
    Map<String, Double> samples = new TreeMap<>();
    Map<String, String> types = new HashMap<>();
    for (String line : text.split("\n", 0)) {
      if (line.startsWith("# HELP ")) {
        assertTrue(line.split(" ", 4)[3].endsWith("."), line);
      } else if (line.startsWith("# TYPE ")) {
        String[] words = line.split(" ", 4);
        assertNull(types.put(words[2], words[3]), line + ": a family stands there twice");
        assertFalse(words[3].equals("counter") != words[2].endsWith("_total"), line);
      } else {
        Matcher sample = SAMPLE.matcher(line);
        assertTrue(sample.matches(), line);
        String family = sample.group(1).replaceFirst("_(bucket|sum|count)$", "");
        assertNotNull(types.get(family), line + ": no type before it");
        double value = Double.parseDouble(sample.group(3).replace("+Inf", "Infinity"));
        String labels = sample.group(2) == null ? "" : sample.group(2);
        assertNull(samples.put(sample.group(1) + labels, value), line + ": stands there twice");
      }
    }
    return samples;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.status;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LineMetricsTest {

  private static String text(LineStatus... lines) throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    LineMetrics.write(List.of(new ServerStatus(42, "1.0", SomeLine.START, List.of(lines))), text);
    return text.toString(UTF_8);
  }

  private static LineStatus busy() {
    return new SomeLine("board-17", LineState.IN_SESSION)
        .totals(SomeLine.fullTotals())
        .visitor(new Visitor(SomeLine.START, "eva", "ssh-rsa", "SHA256:x", "eva@lab", "[::1]:4711"))
        .status();
  }

  @Test
  void eachNumberOfALineHasItsNameAndUnit() throws Exception {
    Map<String, Double> samples = PrometheusLines.parse(text(busy()));
    double start = SomeLine.START.toEpochMilli() / 1000.0;
    String line = "{line=\"board-17\"}";
    Map<String, Double> expected =
        Map.ofEntries(
            Map.entry("up" + line, 1.0),
            Map.entry("connections" + line, 1.0),
            Map.entry("sessions" + line, 1.0),
            Map.entry("handshakes_total" + line, 11.0),
            Map.entry("logins_total" + line, 12.0),
            Map.entry("refusals_total" + line, 13.0),
            Map.entry("attempts_total" + line, 14.0),
            Map.entry("reopens_total" + line, 15.0),
            Map.entry("discarded_bytes_total" + line, 16.0),
            Map.entry("received_bytes_total" + line, 17.0),
            Map.entry("sent_bytes_total" + line, 18.0),
            Map.entry("last_received_timestamp_seconds" + line, start + 19),
            Map.entry("failures_total{cause=\"no_handshake\",line=\"board-17\"}", 20.0),
            Map.entry("failures_total{cause=\"session_failed\",line=\"board-17\"}", 21.0),
            Map.entry("link_sessions_total" + line, 22.0),
            Map.entry("link_sent_frames_total" + line, 23.0),
            Map.entry("link_repeated_frames_total" + line, 24.0),
            Map.entry("link_received_frames_total" + line, 25.0),
            Map.entry("link_bad_frames_total" + line, 26.0),
            Map.entry("link_repaired_bytes_total" + line, 27.0),
            Map.entry("link_interruptions_total" + line, 28.0),
            Map.entry("handshake_seconds_bucket{line=\"board-17\",le=\"0.1\"}", 1.0),
            Map.entry("handshake_seconds_bucket{line=\"board-17\",le=\"0.5\"}", 3.0),
            Map.entry("handshake_seconds_bucket{line=\"board-17\",le=\"30.0\"}", 3.0),
            Map.entry("handshake_seconds_bucket{line=\"board-17\",le=\"+Inf\"}", 4.0),
            Map.entry("handshake_seconds_sum" + line, 61.5),
            Map.entry("login_seconds_count" + line, 4.0),
            Map.entry("start_time_seconds{pid=\"42\"}", start),
            Map.entry("build_info{pid=\"42\",version=\"1.0\"}", 1.0));
    expected.forEach(
        (name, value) -> assertEquals(value, samples.get("serial_handshake_" + name), name));
  }

  @Test
  void nobodyIsNamed() throws Exception {
    String text = text(busy());
    for (String word : List.of("eva", "SHA256", "ssh-rsa", "4711")) {
      assertFalse(text.contains(word), text);
    }
  }

  @Test
  void aLineThatIsNotOpenIsDownAndHasNoTimesAndNoLinksYet() throws Exception {
    LineStatus lost = new SomeLine("b", LineState.REOPENING).connections(0).status();
    Map<String, Double> samples = PrometheusLines.parse(text(lost));
    assertEquals(0.0, samples.get("serial_handshake_up{line=\"b\"}"));
    assertEquals(
        SomeLine.START.toEpochMilli() / 1000.0,
        samples.get("serial_handshake_last_received_timestamp_seconds{line=\"b\"}"));
    assertEquals(
        0.0, samples.get("serial_handshake_failures_total{cause=\"no_handshake\",line=\"b\"}"));
    assertTrue(samples.keySet().stream().noneMatch(name -> name.contains("_bucket")));
    assertTrue(samples.keySet().stream().noneMatch(name -> name.contains("_link_")));
  }

  /** Two lines at port 0 are called the same; a name may have any character. */
  @Test
  void anyNamesMakeLabelsOfTheirOwn() throws Exception {
    LineStatus strange = new SomeLine("unix:a \"b\\\n\u001b", LineState.WAITING).status();
    LineStatus twin = new SomeLine("tcp-listen:127.0.0.1:0", LineState.WAITING).status();
    Map<String, Double> samples = PrometheusLines.parse(text(strange, twin, twin));
    assertEquals(3, samples.keySet().stream().filter(name -> name.contains("_up{")).count());
    assertEquals(1.0, samples.get("serial_handshake_up{line=\"tcp-listen:127.0.0.1:0 #2\"}"));
    assertEquals(1.0, samples.get("serial_handshake_up{line=\"unix:a \\\"b\\\\\\\\n\\\\x1b\"}"));
  }

  /** They may have a password in them. A name that a file of lines gives is told. */
  @Test
  void theWordsOfACommandAreNotTold() throws Exception {
    LineStatus command = new SomeLine("exec:ssh eva@board", LineState.WAITING).status();
    LineStatus named = new SomeLine("exec", LineState.WAITING).status();
    assertEquals("exec:ssh eva@board", command.line());
    String text = text(command, command, named);
    Map<String, Double> samples = PrometheusLines.parse(text);
    for (String name : List.of("exec", "exec #2", "exec #3")) {
      assertEquals(1.0, samples.get("serial_handshake_up{line=\"" + name + "\"}"), text);
    }
    assertFalse(text.contains("eva"), text);
  }

  @Test
  void twoServersMayHaveTheSameProcessId() throws Exception {
    ServerStatus server = new ServerStatus(7, "1.0", SomeLine.START, List.of());
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    LineMetrics.write(List.of(server, server), text);
    Map<String, Double> samples = PrometheusLines.parse(text.toString(UTF_8));
    for (String pid : List.of("7", "7 #2")) {
      assertEquals(
          1.0, samples.get("serial_handshake_build_info{pid=\"" + pid + "\",version=\"1.0\"}"));
      assertTrue(samples.containsKey("serial_handshake_start_time_seconds{pid=\"" + pid + "\"}"));
    }
  }

  @Test
  void noServerAndNoLineAreNoFault() throws Exception {
    PrometheusLines.parse(text());
    ByteArrayOutputStream none = new ByteArrayOutputStream();
    LineMetrics.write(List.of(), none);
    assertEquals("", none.toString(UTF_8));
  }
}

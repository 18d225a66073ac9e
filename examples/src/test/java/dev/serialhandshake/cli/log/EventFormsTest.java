// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.log;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.cli.Golden;
import dev.serialhandshake.cli.console.JsonTree;
import dev.serialhandshake.cli.console.Priority;
import dev.serialhandshake.cli.console.Schema;
import java.nio.charset.Charset;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What users read in the log, and what programs parse. */
class EventFormsTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private static final KeyName KEY =
      new KeyName(
          "ssh-ed25519", "SHA256:0123456789abcdefghijklmnopqrstuvwxyzABCDEFG", "eva@laptop");

  private static final String PEER = "10.0.0.7:4711";

  /** One of each kind, and what is told most often. */
  private static List<LogEvent> events() {
    LogEvent over =
        LogEvent.of(
                EventKind.END,
                "board-17",
                "session over (eva, 61 s, 4711 bytes in, 815 out): the client said: disconnected by"
                    + " user; waiting for the next")
            .user("eva")
            .key(KEY)
            .peer(PEER)
            .duration(Duration.ofMillis(61_234))
            .bytes(4711, 815)
            .cause("the client said: disconnected by user")
            .build();
    return List.of(
        LogEvent.of(EventKind.WAITING, "board-17", "serving /dev/ttyUSB0 at 115200 8N1").build(),
        LogEvent.of(EventKind.WAITING, "tcp:a:1", "serving tcp:a:1").namesTheLine().build(),
        LogEvent.of(EventKind.PEER, "board-17", "virtual machine web-1").peer(PEER).build(),
        LogEvent.of(
                EventKind.HANDSHAKE,
                "board-17",
                "in sync: server ESTABLISHED after 1 attempt in 34 ms, 0 bytes discarded")
            .peer(PEER)
            .duration(Duration.ofMillis(34))
            .build(),
        LogEvent.of(EventKind.LOGIN, "board-17", "eva logged in with " + KEY)
            .user("eva")
            .key(KEY)
            .peer(PEER)
            .duration(Duration.ofMillis(512))
            .build(),
        over,
        over.repeated(41, Duration.ofMinutes(1)),
        over.repeated(1, Duration.ofMinutes(2)),
        LogEvent.of(EventKind.REFUSED, "board-17", "mallory was refused with ssh-rsa")
            .user("mallory\n\u202e")
            .key(new KeyName("ssh-rsa", KEY.fingerprint(), ""))
            .cause("no key that may log in")
            .build(),
        LogEvent.of(EventKind.FAILED, "board-17", "session failed: \u001b[2J")
            .cause("\u001b[2J")
            .build(),
        LogEvent.of(EventKind.LOST, "board-17", "closed; opening it again")
            .cause("it closed")
            .build(),
        LogEvent.of(EventKind.BACK, "board-17", "serving /dev/ttyUSB0 at 115200 8N1").build(),
        LogEvent.of(EventKind.RELOAD, null, "reloaded rack.yaml: 1 added").build());
  }

  @Test
  void aFileOfLinesThatWasNotTakenOverIsAWarning() {
    LogEvent fault =
        LogEvent.of(EventKind.RELOAD, null, "rack.yaml: 1 fault").cause("1 fault").build();
    assertEquals(
        "<4>serial-handshake: rack.yaml: 1 fault",
        LogForm.TEXT.lines(true, () -> NOW).event(fault));
  }

  private static String all(LogForm chosen, boolean journal) {
    LogForm.EventForm form = chosen.lines(journal, () -> NOW);
    List<String> lines = new ArrayList<>();
    events().forEach(event -> lines.add(form.event(event)));
    lines.add(form.said(Priority.NOTICE, "no status: \u001b[2J"));
    lines.add(form.said(Priority.ERROR, "/dev/ttyS0: no permission"));
    lines.add(new String(form.foreign("sshd: a child\n".getBytes(UTF_8)), UTF_8).strip());
    return String.join("\n", lines) + "\n";
  }

  @Test
  void theTextReadsAsItStandsInTheFile() throws Exception {
    Golden.check("log.txt", all(LogForm.TEXT, false));
  }

  @Test
  void theJsonReadsAsItStandsInTheFile() throws Exception {
    Golden.check("log.json", all(LogForm.JSON, false));
  }

  @Test
  void theJournalGetsPriorities() throws Exception {
    Golden.check("log.journal.txt", all(LogForm.TEXT, true));
    assertTrue(all(LogForm.JSON, true).startsWith("<6>{"));
  }

  @Test
  void everyLineIsAsTheSchemaSays() throws Exception {
    Schema schema = Schema.of(EventKind.class, "event.schema.json");
    for (String line : all(LogForm.JSON, false).lines().toList()) {
      assertEquals(List.of(), schema.faults(line), line);
      assertTrue(line.chars().allMatch(c -> c >= ' ' && c <= '~'), line);
      Map<?, ?> object = (Map<?, ?>) JsonTree.parse(line);
      assertEquals(schema.keys(), List.copyOf(object.keySet()), line);
    }
    List<String> kinds = Arrays.stream(EventKind.values()).map(EventKind::toString).toList();
    assertEquals(
        kinds.stream().sorted().toList(), schema.valuesOf("event").stream().sorted().toList());
  }

  @Test
  void theSchemaRefusesAnythingElse() throws Exception {
    Schema schema = Schema.of(EventKind.class, "event.schema.json");
    String good = LogForm.JSON.lines(false, () -> NOW).event(events().get(5));
    assertEquals(List.of(), schema.faults(good));
    for (String bad :
        List.of(
            good.replace("\"event\":\"end\"", "\"event\":\"over\""),
            good.replace("SHA256:", "MD5:"),
            good.replace("61234", "-1"),
            good.replace("61234", "\"61234\""),
            good.replace("\"peer\"", "\"from\""),
            good.replace(".000Z", "Z"))) {
      assertFalse(schema.faults(bad).isEmpty(), bad);
    }
  }

  @Test
  void whatAChildWritesIsShownInItsOwnBytesInText() {
    byte[] line = "caf\u00e9\u001b\n".getBytes(ISO_8859_1);
    assertEquals(line, LogForm.TEXT.lines(false, () -> NOW).foreign(line));
    String journal = new String(LogForm.TEXT.lines(true, () -> NOW).foreign(line), ISO_8859_1);
    assertEquals("<6>caf\u00e9\u001b\n", journal);
    byte[] known = "<3>it knows the journal\n".getBytes(ISO_8859_1);
    assertEquals(known, LogForm.TEXT.lines(true, () -> NOW).foreign(known));
    for (String word : List.of("<b>bold</b>\n", "<8>\n", "<x>\n")) {
      byte[] other = word.getBytes(ISO_8859_1);
      byte[] told = LogForm.TEXT.lines(true, () -> NOW).foreign(other);
      assertEquals("<6>" + word, new String(told, ISO_8859_1), "no priority");
    }
  }

  @Test
  void whatAChildWritesIsReadInTheCharacterSetOfTheLocale() throws Exception {
    for (Charset locale : List.of(ISO_8859_1, UTF_8)) {
      byte[] json = new EventJson(() -> NOW, locale).foreign("caf\u00e9\n".getBytes(locale));
      Map<?, ?> object = (Map<?, ?>) JsonTree.parse(new String(json, UTF_8));
      assertEquals("caf\u00e9", object.get("message"));
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.serialhandshake.cli.console.Schema;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerStatusTest {

  @Test
  void jsonAndBackIsTheSame() throws Exception {
    ServerStatus status =
        new ServerStatus(
            42,
            "1.0",
            SomeLine.START,
            List.of(
                new SomeLine("a\"b", LineState.IN_SESSION)
                    .at("/dev/by-id/x", "/dev/ttyUSB0", "9600 8n1")
                    .totals(SomeLine.fullTotals())
                    .visitor(
                        new Visitor(
                            SomeLine.START, "eva", "ssh-ed25519", "SHA256:x", "eva@lab", "[::1]:1"))
                    .visitor(new Visitor(SomeLine.START, null, null, null, null, null))
                    .visitor(
                        new Visitor(SomeLine.START, "ida", null, null, null, null)
                            .waitingUntil(SomeLine.START.plusSeconds(300)))
                    .lastVerdict("\u001b")
                    .others("cat (pid 7)")
                    .origin("127.1.2.3")
                    .status(),
                new SomeLine("c", LineState.REOPENING).connections(0).lastError("gone").status(),
                new SomeLine("d", LineState.LOGIN).login("eva").machine("vm").status()));
    assertEquals(status, ServerStatus.parse(status.toJson()));
    Schema schema = Schema.of(ServerStatus.class, "status.schema.json");
    assertEquals(List.of(), schema.faults("[" + status.toJson() + "]"));
  }

  @Test
  void fieldsOfALaterVersionArePassedOver() throws Exception {
    String json = "{\"pid\":7,\"new\":{\"a\":[1]},\"lines\":[]}";
    assertEquals(new ServerStatus(7, null, null, List.of()), ServerStatus.parse(json));
  }

  @Test
  void whatAnEarlierVersionDidNotTellIsZeroOrUnknown() throws Exception {
    String json =
        "{\"pid\":7,\"lines\":[{\"line\":\"a\",\"state\":\"waiting\","
            + "\"since\":\"2026-01-01T00:00:00.123Z\",\"connections\":1,\"bytesIn\":5}]}";
    LineStatus line =
        new SomeLine("a", LineState.WAITING).totals(SomeLine.totals(0, 0, 0, 0, 5, 0)).status();
    assertEquals(new ServerStatus(7, null, null, List.of(line)), ServerStatus.parse(json));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "SSH-2.0-x", "[]", "{\"lines\":[{\"line\":\"a\"}]}", "{\"pid\":"})
  void anythingElseIsRefused(String text) {
    assertThrows(IOException.class, () -> ServerStatus.parse(text));
  }
}

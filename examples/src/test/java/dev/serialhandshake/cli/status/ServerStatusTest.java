// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerStatusTest {

  @Test
  void jsonAndBackIsTheSame() throws Exception {
    Instant since = Instant.ofEpochMilli(1_767_225_600_123L);
    ServerStatus status =
        new ServerStatus(
            42,
            List.of(
                new LineStatus(
                    "a\"b",
                    "a\"b",
                    LineState.IN_SESSION,
                    since,
                    1,
                    2,
                    3,
                    4,
                    5,
                    6,
                    null,
                    "\u001b",
                    "cat (pid 7)",
                    "127.1.2.3",
                    null,
                    null),
                new LineStatus(
                    "c",
                    "c",
                    LineState.REOPENING,
                    since,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    "gone",
                    null,
                    null,
                    null,
                    null,
                    null),
                new LineStatus(
                    "d",
                    "d",
                    LineState.LOGIN,
                    since,
                    1,
                    0,
                    0,
                    0,
                    0,
                    0,
                    null,
                    null,
                    null,
                    null,
                    "eva",
                    "vm")));
    assertEquals(status, ServerStatus.parse(status.toJson()));
  }

  @Test
  void fieldsOfALaterVersionArePassedOver() throws Exception {
    String json = "{\"pid\":7,\"new\":{\"a\":[1]},\"lines\":[]}";
    assertEquals(new ServerStatus(7, List.of()), ServerStatus.parse(json));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "SSH-2.0-x", "[]", "{\"lines\":[{\"line\":\"a\"}]}", "{\"pid\":"})
  void anythingElseIsRefused(String text) {
    assertThrows(IOException.class, () -> ServerStatus.parse(text));
  }
}

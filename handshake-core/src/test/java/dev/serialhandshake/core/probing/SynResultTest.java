// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.probing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What came back for a SYN of nonce 41. */
class SynResultTest {

  private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

  private static SynResult of(String reply) {
    return SynResult.of(0x41, reply.isEmpty() ? new byte[0] : HEX.parseHex(reply));
  }

  @ParameterizedTest
  @CsvSource({
    "'', NO_REPLY, ''",
    "15, NOISE, ''",
    "16, NOISE, ''",
    "06, NOISE, ''",
    "06 42 b0, PASSED, ''",
    "06 42, PASSED, ''",
    "06 b0, ANSWER_LOST, ''",
    "06 43 b0, ANSWER_CHANGED, 43",
    "06 42 42 b0, ANSWER_GREW, 42 42",
    "06 42 00 00 b0, ANSWER_GREW, 42 00 00",
    "06 42 00 00 00 b0, NOISE, ''",
    "16 41, NOISE, ''",
    "16 41 06 42 b0, PASSED, ''",
    "15 06 42 b0, PASSED, ''",
  })
  void repliesAreToldApart(String reply, SynResult.Kind kind, String seen) {
    SynResult result = of(reply);
    assertEquals(kind, result.kind());
    assertEquals(seen, HEX.formatHex(result.seen()));
  }

  @Test
  void twoAreTheSameWhereTheirKindAndTheirBytesAre() {
    assertTrue(of("06 43 b0").isSameAs(of("06 43 b1")));
    assertFalse(of("06 43 b0").isSameAs(of("06 44 b0")));
    assertFalse(of("06 b0").isSameAs(of("06 42 b0")));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.probing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.serialhandshake.core.ByteView;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SynReplyTest {

  private static SynReply reply(byte... bytes) {
    SynReply reply = new SynReply();
    reply.add(ByteView.of(bytes, 0, bytes.length));
    return reply;
  }

  @Test
  void theLastSixteenBytesAreKept() {
    byte[] bytes = new byte[20];
    byte[] last = new byte[16];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) i;
      if (i >= 4) {
        last[i - 4] = (byte) i;
      }
    }
    assertArrayEquals(last, reply(bytes).toArray());
  }

  @ParameterizedTest
  @CsvSource({"'', false", "41, false", "41 41, true", "42 41 41, true", "41 41 42, false"})
  void aByteThatCameTwice(String hex, boolean repetition) {
    byte[] bytes = hex.isEmpty() ? new byte[0] : HexFormat.ofDelimiter(" ").parseHex(hex);
    assertEquals(repetition, reply(bytes).endsWithARepetition());
  }
}

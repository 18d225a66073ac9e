// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where the client's first bytes begin, after the final ACK. */
class ClientStartTest {

  private static ClientStart shown(ClientBegins kind, String reads) {
    ClientStart start = new ClientStart(kind);
    for (String read : reads.split(", ", -1)) {
      assertFalse(start.isFound(), "found before the last read");
      byte[] bytes = Script.bytes(read);
      assertEquals(bytes.length, start.read(ByteView.of(bytes, 0, bytes.length)));
    }
    return start;
  }

  /**
   * Shows the last read, in which the client's bytes begin.
   *
   * @param garbage how many of its bytes are before them
   * @param held those of earlier reads that are the client's
   */
  private static void assertFound(ClientStart start, String read, int garbage, String held) {
    byte[] bytes = Script.bytes(read);
    assertEquals(garbage, start.read(ByteView.of(bytes, 0, bytes.length)));
    assertTrue(start.isFound());
    assertEquals(held, HexFormat.ofDelimiter(" ").formatHex(start.held()));
    assertEquals(start.held().length, start.heldLength());
    if (held.isEmpty()) {
      assertSame(start.held(), start.held(), "nothing is allocated for no bytes");
    }
  }

  /** S is 53, H is 48, the minus is 2d. */
  @ParameterizedTest
  @CsvSource({
    "'',       53 53 48 2d,       0, ''",
    "'',       53 53 48 2d 32,    0, ''",
    "'',       00 41 53 53 48 2d, 2, ''",
    "53,       53 48 2d,          0, 53",
    "00 53 53, 48 2d,             0, 53 53",
    "53 53 48, 2d,                0, 53 53 48",
    "53 53 53, 48 2d,             0, 53 53",
    "53 53,    53 48 2d,          0, 53",
    "53 41,    53 53 48 2d,       0, ''",
    "53 53 48, 53 53 48 2d,       0, ''",
    "53 53 41, 41 53 53 48 2d,    1, ''"
  })
  void anSshClientBeginsWithItsIdent(String before, String read, int garbage, String held) {
    ClientStart start =
        before.isEmpty() ? new ClientStart(ClientBegins.SSH) : shown(ClientBegins.SSH, before);
    assertFound(start, read, garbage, held);
  }

  @ParameterizedTest
  @CsvSource({
    "'',    41,          0, ''",
    "'',    20,          0, ''",
    "'',    7e,          0, ''",
    "'',    1f 7f 80 41, 3, ''",
    "'',    00 16 41 42, 2, ''",
    "16,    41 42,       0, ''",
    "16 41, 42,          0, 41",
    "16 41, 0d,          0, 41",
    "16 41, 16 42 43,    1, ''"
  })
  void textBeginsWithAPrintableByte(String before, String read, int garbage, String held) {
    ClientStart start =
        before.isEmpty() ? new ClientStart(ClientBegins.TEXT) : shown(ClientBegins.TEXT, before);
    assertFound(start, read, garbage, held);
  }

  @Test
  void onlyTextAfterASynMayBeTheFirstByteOfText() {
    assertTrue(shown(ClientBegins.TEXT, "16 41").mayHaveBegun());
    assertFalse(shown(ClientBegins.TEXT, "16").mayHaveBegun());
    assertFalse(shown(ClientBegins.TEXT, "16 c0").mayHaveBegun());
    assertFalse(shown(ClientBegins.TEXT, "16 41, 16").mayHaveBegun());
  }

  @ParameterizedTest
  @CsvSource({
    "'',       41,       0, ''",
    "'',       16 41 42, 0, ''",
    "16,       41 42,    0, 16",
    "16 41,    42,       0, 16 41",
    "15,       41,       0, 15",
    "15 16,    41 42,    0, 15 16",
    "15 16 41, 42,       0, 15 16 41"
  })
  void anyByteIsTheFirstUnlessItMayBePartOfASyn(
      String before, String read, int garbage, String held) {
    ClientStart start =
        before.isEmpty()
            ? new ClientStart(ClientBegins.ANYTHING)
            : shown(ClientBegins.ANYTHING, before);
    assertFound(start, read, garbage, held);
  }

  @Test
  void aWholeSynHasANonceAndAPartOfItHasNone() {
    ClientStart syn = shown(ClientBegins.ANYTHING, "15, 16, c3");
    assertTrue(syn.isSyn());
    assertEquals(0xc3, syn.nonce());
    assertTrue(shown(ClientBegins.ANYTHING, "16 c3").isSyn());
    assertFalse(shown(ClientBegins.ANYTHING, "16").isSyn());
    assertFalse(shown(ClientBegins.ANYTHING, "15 16").isSyn());
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.telnet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.core.ByteView;
import java.io.ByteArrayOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two codecs that face each other. */
class TwoTelnetEndsTest {

  private static final class End {
    final TelnetCodec codec = TelnetCodec.plain();
    final ByteArrayOutputStream data = new ByteArrayOutputStream();

    End() {
      codec.start();
    }

    void hears(byte[] bytes, int pieces) {
      for (int at = 0; at < bytes.length; at += pieces) {
        ByteView read = ByteView.of(bytes, at, Math.min(pieces, bytes.length - at));
        for (int next = 0; next < read.length(); ) {
          next = codec.receive(read, next, data::write);
          assertNull(codec.pollTransmit(), "an answer to an answer");
          codec.pollEvent();
        }
      }
    }

    byte[] escaped(byte[] bytes) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      codec.escape(ByteView.of(bytes, 0, bytes.length), out::write);
      return out.toByteArray();
    }
  }

  private final End one = new End();
  private final End other = new End();

  private void negotiate(int pieces) {
    byte[] ofOne = one.codec.pollTransmit();
    other.hears(ofOne, pieces);
    assertNull(other.codec.failure());
    one.hears(greeting(), pieces);
  }

  /** What the other end sent when it began; it asks for the same. */
  private static byte[] greeting() {
    return TelnetScript.bytes("ff fb 00 ff fd 00 ff fb 03 ff fd 03");
  }

  @Test
  void questionsThatCrossAreAllThatIsSaid() {
    assertArrayEquals(greeting(), other.codec.pollTransmit());
    negotiate(1);
    assertTrue(one.codec.maySend());
    assertTrue(other.codec.maySend());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 1000})
  void allPairsOfTheTwoHundredFiftySixValuesPass(int pieces) {
    other.codec.pollTransmit();
    negotiate(pieces);
    byte[] all = new byte[2 * 256 * 256];
    for (int i = 0; i < 256 * 256; i++) {
      all[2 * i] = (byte) i;
      all[2 * i + 1] = (byte) (i >> 8);
    }
    other.hears(one.escaped(all), pieces);
    assertArrayEquals(all, other.data.toByteArray());
  }
}

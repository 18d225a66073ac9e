// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ByteBufViewTest {

  @ParameterizedTest
  @EnumSource(BufferKind.class)
  void showsTheReadableBytesOfAnyBuffer(BufferKind kind) {
    byte[] bytes = Peer.ascii("skipped, shown");
    ByteBuf buffer = kind.of(bytes).skipBytes(9);
    ByteBufView view = new ByteBufView().show(buffer);
    byte[] shown = new byte[view.length()];
    for (int i = 0; i < shown.length; i++) {
      shown[i] = view.get(i);
    }
    assertArrayEquals(Peer.ascii("shown"), shown);
    view.copy(1, shown, 0, 4);
    assertArrayEquals(Peer.ascii("hownn"), shown);
    view.clear();
    assertEquals(0, view.length());
    assertEquals(1, buffer.refCnt());
    buffer.release();
  }
}

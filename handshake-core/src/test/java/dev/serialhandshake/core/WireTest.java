// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.serialhandshake.core.internal.Wire;
import org.junit.jupiter.api.Test;

class WireTest {

  @Test
  void theFlagsAreFixed() {
    assertEquals(0x16, Wire.SYN);
    assertEquals(0x06, Wire.ACK);
    assertEquals(0x15, Wire.NAK);
  }

  @Test
  void anAcknowledgementIsTheNoncePlusOneModulo256() {
    assertEquals(0x42, Wire.acknowledge(0x41));
    assertEquals(0, Wire.acknowledge(0xff));
    assertEquals(0, Wire.acknowledge(-1));
    assertEquals(0x81, Wire.acknowledge((byte) 0x80));
  }

  @Test
  void theFramesAreFixed() {
    assertArrayEquals(Script.bytes("16 41"), Frame.toArray(Frame.syn(0x41)));
    assertArrayEquals(Script.bytes("15 16 41"), Frame.toArray(Frame.fillerAndSyn(0x41)));
    assertArrayEquals(Script.bytes("06 42 ff"), Frame.toArray(Frame.synAck(0x41, 0xff)));
    assertArrayEquals(Script.bytes("06 00"), Frame.toArray(Frame.ack(0xff)));
    assertArrayEquals(Script.bytes("06"), Frame.toArray(Frame.finalAck()));
  }

  @Test
  void aFrameIsTakenByteByByteToo() {
    int frame = Frame.synAck(0x41, 0xff);
    assertEquals(0x06, Frame.at(frame, 0));
    int rest = Frame.behindFirst(frame);
    assertArrayEquals(Script.bytes("42 ff"), Frame.toArray(rest));
    rest = Frame.behindFirst(rest);
    assertArrayEquals(Script.bytes("ff"), Frame.toArray(rest));
    assertEquals(Frame.NONE, Frame.behindFirst(rest));
  }
}

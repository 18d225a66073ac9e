// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.serialhandshake.netty.testing.LoopKind;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** No pseudo-terminal carries a BREAK, so what the terminal driver makes of one is put in here. */
@EnabledOnOs(OS.LINUX)
@ParameterizedClass
@EnumSource(names = {"NIO", "EPOLL"})
class SerialBreakTest {

  private static final byte MARK = (byte) 0xff;

  @RegisterExtension final Ports ports;

  private final PortRecorder atA = new PortRecorder();

  SerialBreakTest(LoopKind loop) {
    ports = new Ports(loop);
  }

  @Test
  void theMarkByteItselfPassesTheTerminalDriver() {
    Ports.open(marked(), ports.a());
    SerialChannel b = ports.openB(new PortRecorder());
    byte[] bytes = {1, MARK, 0, 0, MARK, MARK, 2};
    Ports.await(b.writeAndFlush(Unpooled.wrappedBuffer(bytes)));
    assertArrayEquals(bytes, atA.awaitBytes(bytes.length));
    assertEquals(List.of("active"), atA.events());
  }

  @Test
  void aBreakIsAnEventAndIsCounted() {
    SerialChannel a = Ports.open(marked(), ports.a());
    receives(a, 1, MARK, 0, 0, 2);
    atA.awaitEvent("INSTANCE");
    assertArrayEquals(new byte[] {1, 2}, atA.awaitBytes(2));
    assertEquals(SerialLineErrors.marked(1, 0, 0), a.lineErrors());
    assertEquals("1 breaks, 0 framing, 0 parity", a.lineErrors().toString());
  }

  @Test
  void aCharacterWithoutStopBitIsCounted() {
    SerialChannel a = Ports.open(marked(), ports.a());
    receives(a, MARK, 0, 3);
    assertArrayEquals(new byte[] {3}, atA.awaitBytes(1));
    assertEquals(SerialLineErrors.marked(0, 1, 0), a.lineErrors());
  }

  @Test
  void withoutTheOptionNothingIsMarkedOrCounted() {
    SerialChannel a =
        Ports.open(ports.bootstrap(atA).option(SerialChannelOption.LINE_ERRORS, false), ports.a());
    receives(a, MARK, 0, 0);
    assertArrayEquals(new byte[] {MARK, 0, 0}, atA.awaitBytes(3));
    assertEquals(SerialLineErrors.NONE, a.lineErrors());
    assertEquals("not counted", a.lineErrors().toString());
  }

  @Test
  void aPseudoTerminalMarksNothingUnlessAskedTo() {
    SerialChannel a = ports.openA(atA);
    receives(a, MARK, 0, 0);
    assertArrayEquals(new byte[] {MARK, 0, 0}, atA.awaitBytes(3));
    assertEquals(SerialLineErrors.NONE, a.lineErrors());
  }

  private Bootstrap marked() {
    return ports.bootstrap(atA).option(SerialChannelOption.LINE_ERRORS, true);
  }

  /** As if the reader had read this. */
  static void receives(SerialChannel channel, int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    channel.input.received(bytes, bytes.length);
  }
}

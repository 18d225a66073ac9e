// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.serialhandshake.testing.PtyPair;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** No pseudo-terminal carries a BREAK, so what the terminal driver makes of one is put in here. */
@EnabledOnOs(OS.LINUX)
class SerialBreakTest {

  private static final byte MARK = (byte) 0xff;

  @TempDir Path directory;

  private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final Recorder atA = new Recorder();
  private PtyPair line;

  @BeforeEach
  void makeLine() {
    line = PtyPair.open(directory);
  }

  @AfterEach
  void stop() {
    line.close();
    Ports.await(loop.shutdownGracefully(0, 30, TimeUnit.SECONDS));
  }

  @Test
  void theMarkByteItselfPassesTheTerminalDriver() {
    Ports.open(loop, line.a(), atA);
    SerialChannel b = Ports.open(loop, line.b(), new Recorder());
    byte[] bytes = {1, MARK, 0, 0, MARK, MARK, 2};
    Ports.await(b.writeAndFlush(Unpooled.wrappedBuffer(bytes)));
    assertArrayEquals(bytes, atA.awaitBytes(bytes.length));
    assertEquals(List.of("active"), atA.events());
  }

  @Test
  void aBreakIsAnEventAndIsCounted() {
    SerialChannel a = Ports.open(loop, line.a(), atA);
    receives(a, 1, MARK, 0, 0, 2);
    atA.awaitEvent("INSTANCE");
    assertArrayEquals(new byte[] {1, 2}, atA.awaitBytes(2));
    assertEquals(SerialLineErrors.marked(1, 0, 0), a.lineErrors());
  }

  @Test
  void aCharacterWithoutStopBitIsCounted() {
    SerialChannel a = Ports.open(loop, line.a(), atA);
    receives(a, MARK, 0, 3);
    assertArrayEquals(new byte[] {3}, atA.awaitBytes(1));
    assertEquals(SerialLineErrors.marked(0, 1, 0), a.lineErrors());
  }

  @Test
  void withoutTheOptionNothingIsMarkedOrCounted() {
    SerialChannel a =
        Ports.open(
            Ports.bootstrap(loop, atA).option(SerialChannelOption.LINE_ERRORS, false), line.a());
    receives(a, MARK, 0, 0);
    assertArrayEquals(new byte[] {MARK, 0, 0}, atA.awaitBytes(3));
    assertEquals(SerialLineErrors.NONE, a.lineErrors());
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

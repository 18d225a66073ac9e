// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.stream.ChunkedStream;
import io.netty.handler.stream.ChunkedWriteHandler;
import java.io.ByteArrayInputStream;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Writes that are made while the bytes of earlier ones leave the outbound buffer. */
@EnabledOnOs(OS.LINUX)
class SerialChannelWriteOrderTest {

  @RegisterExtension final Ports ports = new Ports();

  private final PortRecorder atB = new PortRecorder();
  private SerialChannel a;
  private SerialChannel b;

  @BeforeEach
  void openBothEnds() {
    a = ports.openA(new PortRecorder());
    b = ports.openB(atB);
  }

  private static ByteBuf text(String text) {
    return Unpooled.copiedBuffer(text, US_ASCII);
  }

  @Test
  void aListenerOfAWriteThatWritesComesAfterWhatWasFlushedWithIt() {
    Ports.await(
        a.eventLoop()
            .submit(
                () -> {
                  a.write(text("a"))
                      .addListener((ChannelFutureListener) done -> a.writeAndFlush(text("c")));
                  a.writeAndFlush(text("b"));
                }));
    assertEquals("abc", new String(atB.awaitBytes(3), US_ASCII));
    Ports.await(a.writeAndFlush(text("d"))); // nothing came twice
    assertEquals("abcd", new String(atB.awaitBytes(4), US_ASCII));
  }

  @Test
  void aListenerOfAWriteMayClose() {
    Ports.await(
        a.eventLoop()
            .submit(
                () -> {
                  a.write(text("a")).addListener(ChannelFutureListener.CLOSE);
                  a.writeAndFlush(text("b"));
                }));
    Ports.await(a.closeFuture());
    assertEquals('a', atB.awaitBytes(1)[0]);
  }

  /** It writes on when the channel becomes writable, which is while messages are removed. */
  @Test
  void aStreamInChunksArrivesIntact() {
    byte[] bytes = new byte[1_000_000];
    new Random(3).nextBytes(bytes);
    a.pipeline().addLast(new ChunkedWriteHandler());
    var sent = a.writeAndFlush(new ChunkedStream(new ByteArrayInputStream(bytes), 1000));
    assertArrayEquals(bytes, atB.awaitBytes(bytes.length));
    Ports.await(sent);
    Ports.await(b.eventLoop().submit(() -> {}));
    assertEquals(bytes.length, atB.bytes().length);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.serialhandshake.netty.testing.LoopKind;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Writes that are made while the bytes of earlier ones leave the outbound buffer. */
@EnabledOnOs(OS.LINUX)
@ParameterizedClass
@EnumSource(names = {"NIO", "EPOLL"})
class SerialChannelWriteOrderTest {

  @RegisterExtension final Ports ports;

  private final PortRecorder atB = new PortRecorder();
  private SerialChannel a;

  SerialChannelWriteOrderTest(LoopKind loop) {
    ports = new Ports(loop);
  }

  @BeforeEach
  void openBothEnds() {
    a = ports.openA(new PortRecorder());
    ports.openB(atB);
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

  /** As ChunkedWriteHandler: it writes on when the channel becomes writable. */
  private static final class InParts extends ChannelInboundHandlerAdapter {

    private static final int PART = 1000;

    private final byte[] bytes;
    private int written;

    InParts(byte[] bytes) {
      this.bytes = bytes;
    }

    void write(Channel channel) {
      while (channel.isWritable() && written < bytes.length) {
        ByteBuf part = Unpooled.wrappedBuffer(bytes, written, PART);
        written += PART;
        channel.writeAndFlush(part);
      }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
      write(ctx.channel());
    }
  }

  /** The channel becomes writable while messages are removed. */
  @Test
  void whatIsWrittenInPartsArrivesIntact() {
    byte[] bytes = new byte[1_000_000];
    new Random(3).nextBytes(bytes);
    InParts parts = new InParts(bytes);
    a.pipeline().addFirst(parts);
    Ports.await(a.eventLoop().submit(() -> parts.write(a)));
    assertArrayEquals(bytes, atB.awaitBytes(bytes.length));
    Ports.await(a.writeAndFlush(text("!"))); // nothing came twice
    assertEquals('!', atB.awaitBytes(bytes.length + 1)[bytes.length]);
  }
}

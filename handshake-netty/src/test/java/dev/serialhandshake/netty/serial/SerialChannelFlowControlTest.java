// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.testing.PtyPair;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class SerialChannelFlowControlTest {

  @TempDir Path directory;

  private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final Recorder atA = new Recorder();
  private PtyPair line;
  private SerialChannel a;

  @BeforeEach
  void holdTheLine() {
    line = PtyPair.open(directory);
    a = HeldLine.open(loop, line, atA);
  }

  @AfterEach
  void stop() {
    line.close();
    Ports.await(loop.shutdownGracefully(0, 30, TimeUnit.SECONDS));
  }

  @Test
  void aHeldWriteLeavesTheEventLoopFreeAndTheChannelUnwritable() {
    ChannelFuture write = a.writeAndFlush(Unpooled.wrappedBuffer(new byte[100_000]));
    HeldLine.awaitHeldWrite();
    Ports.await(a.eventLoop().submit(() -> {}));
    assertFalse(write.isDone());
    assertFalse(a.isWritable());
    Ports.close(a);
  }

  @Test
  void aHeldWriteGoesOnWhenTheLineDoes() {
    ChannelFuture write = a.writeAndFlush(Unpooled.wrappedBuffer(new byte[100_000]));
    HeldLine.awaitHeldWrite();
    Recorder atB = new Recorder();
    HeldLine.release(Ports.open(loop, line.b(), atB));
    assertEquals(100_000, atB.awaitBytes(100_000).length);
    Ports.await(write);
    atA.awaitEvent("writable");
    assertTrue(a.isWritable());
  }

  @Test
  void aHeldLineDoesNotStopItsInput() {
    var unused = a.writeAndFlush(Unpooled.wrappedBuffer(new byte[100_000]));
    HeldLine.awaitHeldWrite();
    SerialChannel b = Ports.open(loop, line.b(), new Recorder());
    Ports.await(b.writeAndFlush(Unpooled.wrappedBuffer(new byte[] {'y'})));
    assertEquals('y', atA.awaitBytes(2)[1]);
  }
}

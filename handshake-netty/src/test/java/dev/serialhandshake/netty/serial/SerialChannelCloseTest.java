// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.testing.PtyPair;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
@EnabledOnOs(OS.LINUX)
class SerialChannelCloseTest {

  @TempDir Path directory;

  private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final Recorder recorder = new Recorder();
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
  void closeEndsAWriteThatTheLineHolds() {
    SerialChannel channel = HeldLine.open(loop, line, recorder);
    ChannelFuture write = channel.writeAndFlush(Unpooled.wrappedBuffer(new byte[100_000]));
    HeldLine.awaitHeldWrite();
    assertFalse(write.isDone());
    assertFalse(channel.isWritable());
    Ports.close(channel);
    recorder.awaitEvent("inactive");
    assertTrue(write.awaitUninterruptibly(30, TimeUnit.SECONDS));
    assertInstanceOf(ClosedChannelException.class, write.cause());
    openAgain();
  }

  @Test
  void closeFromAnotherThreadEndsAReadThatWaits() {
    SerialChannel channel = Ports.open(loop, line.a(), recorder);
    Ports.close(channel);
    recorder.awaitEvent("inactive");
    openAgain();
  }

  @Test
  void closeDuringTheOpenFailsTheConnectAndFreesThePort() {
    ChannelFuture connect = Ports.bootstrap(loop, recorder).connect(new SerialAddress(line.a()));
    Ports.close(connect.channel());
    assertTrue(connect.awaitUninterruptibly(30, TimeUnit.SECONDS));
    openAgain();
  }

  @Test
  void closeDuringTheWaitTimeFailsTheConnectAndFreesThePort() {
    ChannelFuture connect =
        Ports.bootstrap(loop, recorder)
            .option(SerialChannelOption.WAIT_TIME, 1_000_000)
            .connect(new SerialAddress(line.a()));
    Ports.close(connect.channel());
    assertTrue(connect.awaitUninterruptibly(30, TimeUnit.SECONDS));
    assertInstanceOf(ClosedChannelException.class, connect.cause());
    assertFalse(recorder.events().contains("active"));
    openAgain();
  }

  @Test
  void openDuringACloseGetsThePortOnceItIsFree() {
    SerialChannel channel = Ports.open(loop, line.a(), recorder);
    ChannelFuture closed = channel.close();
    ChannelFuture connect =
        Ports.bootstrap(loop, new Recorder()).connect(new SerialAddress(line.a()));
    assertTrue(connect.awaitUninterruptibly(30, TimeUnit.SECONDS));
    if (!connect.isSuccess()) {
      SerialPortException busy = (SerialPortException) connect.cause();
      assertEquals(SerialPortException.Reason.BUSY, busy.reason());
      Ports.await(closed);
      openAgain();
    }
  }

  @Test
  void closeFromWithinEveryEventIsSafe() {
    Recorder closing =
        new Recorder() {
          @Override
          public synchronized void channelActive(ChannelHandlerContext ctx) {
            super.channelActive(ctx);
            var unused = ctx.close();
          }
        };
    SerialChannel channel = Ports.open(loop, line.a(), closing);
    Ports.await(channel.closeFuture());
    closing.awaitEvent("inactive");
    openAgain();
  }

  @Test
  void theEndOfTheEventLoopFreesThePort() {
    EventLoopGroup shortLived = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    SerialChannel channel = Ports.open(shortLived, line.a(), recorder);
    Ports.await(shortLived.shutdownGracefully(0, 30, TimeUnit.SECONDS));
    recorder.awaitEvent("inactive");
    Ports.await(channel.closeFuture());
    openAgain();
  }

  @Test
  void aChannelThatWasNeverRegisteredCloses() {
    SerialChannel channel = new SerialChannel();
    channel.unsafe().closeForcibly();
    assertFalse(channel.isOpen());
  }

  @Test
  void unplugWithoutReadDemandClosesTheChannel() {
    SerialChannel channel =
        Ports.open(
            Ports.bootstrap(loop, recorder).option(ChannelOption.AUTO_READ, false), line.a());
    line.unplug();
    recorder.awaitEvent("inactive");
    assertFalse(channel.isOpen());
  }

  @Test
  void unplugDuringAHeldWriteFailsItWithTheReason() {
    SerialChannel channel = HeldLine.open(loop, line, recorder);
    ChannelFuture write = channel.writeAndFlush(Unpooled.wrappedBuffer(new byte[100_000]));
    HeldLine.awaitHeldWrite();
    line.unplug();
    recorder.awaitEvent("inactive");
    assertTrue(write.awaitUninterruptibly(30, TimeUnit.SECONDS));
    assertInstanceOf(SerialPortException.class, write.cause());
  }

  @Test
  void aHangUpClosesTheChannelWithTheReasonAndThePortOpensAgain() {
    Ports.open(loop, line.a(), recorder);
    line.hangUp();
    recorder.awaitEvent("inactive");
    SerialPortException cause =
        assertInstanceOf(SerialPortException.class, recorder.failures().get(0));
    assertEquals(SerialPortException.Reason.DISCONNECTED, cause.reason());
    openAgain();
  }

  private void openAgain() {
    Ports.close(Ports.open(loop, line.a(), new Recorder()));
  }
}

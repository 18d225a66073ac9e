// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.netty.testing.LoopKind;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
@EnabledOnOs(OS.LINUX)
@ParameterizedClass
@EnumSource(names = {"NIO", "EPOLL"})
class SerialChannelCloseTest {

  @RegisterExtension final Ports ports;
  private final LoopKind loop;

  private final PortRecorder recorder = new PortRecorder();

  SerialChannelCloseTest(LoopKind loop) {
    this.loop = loop;
    ports = new Ports(loop);
  }

  @Test
  void closeEndsAWriteThatTheLineHolds() throws Exception {
    SerialChannel channel = HeldLine.open(ports, recorder);
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
    SerialChannel channel = ports.openA(recorder);
    Ports.close(channel);
    recorder.awaitEvent("inactive");
    openAgain();
  }

  @Test
  void closeDuringTheOpenFailsTheConnectAndFreesThePort() {
    ChannelFuture connect = ports.bootstrap(recorder).connect(new SerialAddress(ports.a()));
    Ports.close(connect.channel());
    assertTrue(connect.awaitUninterruptibly(30, TimeUnit.SECONDS));
    openAgain();
  }

  @Test
  void closeDuringTheWaitTimeFailsTheConnectAndFreesThePort() {
    ChannelFuture connect =
        ports
            .bootstrap(recorder)
            .option(SerialChannelOption.WAIT_TIME, 1_000_000)
            .connect(new SerialAddress(ports.a()));
    Ports.close(connect.channel());
    assertTrue(connect.awaitUninterruptibly(30, TimeUnit.SECONDS));
    assertInstanceOf(ClosedChannelException.class, connect.cause());
    assertFalse(recorder.events().contains("active"));
    openAgain();
  }

  @Test
  void openDuringACloseGetsThePortOnceItIsFree() {
    SerialChannel channel = ports.openA(recorder);
    ChannelFuture closed = channel.close();
    ChannelFuture connect =
        ports.bootstrap(new PortRecorder()).connect(new SerialAddress(ports.a()));
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
    PortRecorder closing =
        new PortRecorder() {
          @Override
          public synchronized void channelActive(ChannelHandlerContext ctx) {
            super.channelActive(ctx);
            var unused = ctx.close();
          }
        };
    SerialChannel channel = ports.openA(closing);
    Ports.await(channel.closeFuture());
    closing.awaitEvent("inactive");
    openAgain();
  }

  @Test
  void theEndOfTheEventLoopFreesThePort() {
    EventLoopGroup shortLived = loop.loops(1);
    SerialChannel channel = Ports.open(shortLived, ports.a(), recorder);
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
        Ports.open(ports.bootstrap(recorder).option(ChannelOption.AUTO_READ, false), ports.a());
    ports.line().unplug();
    recorder.awaitEvent("inactive");
    assertFalse(channel.isOpen());
  }

  @Test
  void unplugDuringAHeldWriteFailsItWithTheReason() throws Exception {
    SerialChannel channel = HeldLine.open(ports, recorder);
    ChannelFuture write = channel.writeAndFlush(Unpooled.wrappedBuffer(new byte[100_000]));
    HeldLine.awaitHeldWrite();
    ports.line().unplug();
    recorder.awaitEvent("inactive");
    assertTrue(write.awaitUninterruptibly(30, TimeUnit.SECONDS));
    assertInstanceOf(SerialPortException.class, write.cause());
  }

  @Test
  void aHangUpClosesTheChannelWithTheReasonAndThePortOpensAgain() {
    ports.openA(recorder);
    ports.line().hangUp();
    recorder.awaitEvent("inactive");
    SerialPortException cause =
        assertInstanceOf(SerialPortException.class, recorder.failures().get(0));
    assertEquals(SerialPortException.Reason.DISCONNECTED, cause.reason());
    openAgain();
  }

  private void openAgain() {
    Ports.close(ports.openA(new PortRecorder()));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.netty.testing.LoopKind;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@EnabledOnOs(OS.LINUX)
@ParameterizedClass
@EnumSource(names = {"NIO", "EPOLL"})
class SerialChannelFlowControlTest {

  @RegisterExtension final Ports ports;

  private final PortRecorder atA = new PortRecorder();
  private SerialChannel a;

  SerialChannelFlowControlTest(LoopKind loop) {
    ports = new Ports(loop);
  }

  @BeforeEach
  void holdTheLine() {
    a = HeldLine.open(ports, atA);
  }

  @Test
  void aHeldWriteLeavesTheEventLoopFreeAndTheChannelUnwritable() throws Exception {
    ChannelFuture write = a.writeAndFlush(Unpooled.wrappedBuffer(new byte[100_000]));
    HeldLine.awaitHeldWrite();
    Ports.await(a.eventLoop().submit(() -> {}));
    assertFalse(write.isDone());
    assertFalse(a.isWritable());
    Ports.close(a);
  }

  @Test
  void aHeldWriteGoesOnWhenTheLineDoes() throws Exception {
    ChannelFuture write = a.writeAndFlush(Unpooled.wrappedBuffer(new byte[100_000]));
    HeldLine.awaitHeldWrite();
    PortRecorder atB = new PortRecorder();
    HeldLine.release(ports.openB(atB));
    assertEquals(100_000, atB.awaitBytes(100_000).length);
    Ports.await(write);
    atA.awaitEvent("writable");
    assertTrue(a.isWritable());
  }

  @Test
  void aBreakWaitsForAllThatTheSystemWasGivenAndHoldsBackTheRest() throws Exception {
    List<String> done = new CopyOnWriteArrayList<>();
    ChannelFuture before = a.writeAndFlush(Unpooled.wrappedBuffer(new byte[6000])); // two chunks
    ChannelFuture lineBreak = a.sendBreak(1);
    ChannelFuture after = a.writeAndFlush(Unpooled.wrappedBuffer(new byte[] {7}));
    before.addListener(written -> done.add("written"));
    lineBreak.addListener(sent -> done.add("break"));
    after.addListener(written -> done.add("written after it"));
    HeldLine.awaitHeldWrite();
    Ports.await(a.eventLoop().submit(() -> {}));
    assertEquals(List.of(), done);
    PortRecorder atB = new PortRecorder();
    HeldLine.release(ports.openB(atB));
    Ports.await(after);
    Ports.await(a.eventLoop().submit(() -> {})); // its listener has run
    assertEquals(List.of("written", "break", "written after it"), done);
    byte[] expected = new byte[6001];
    expected[6000] = 7;
    assertArrayEquals(expected, atB.awaitBytes(6001));
  }

  @Test
  void aBreakThatWaitsForAHeldWriteFailsWithThePort() throws Exception {
    var unused = a.writeAndFlush(Unpooled.wrappedBuffer(new byte[100_000]));
    HeldLine.awaitHeldWrite();
    ChannelFuture lineBreak = a.sendBreak(1);
    Ports.close(a);
    assertTrue(lineBreak.awaitUninterruptibly(30, TimeUnit.SECONDS));
    assertInstanceOf(ClosedChannelException.class, lineBreak.cause());
  }

  @Test
  void aHeldLineDoesNotStopItsInput() throws Exception {
    var unused = a.writeAndFlush(Unpooled.wrappedBuffer(new byte[100_000]));
    HeldLine.awaitHeldWrite();
    SerialChannel b = ports.openB(new PortRecorder());
    Ports.await(b.writeAndFlush(Unpooled.wrappedBuffer(new byte[] {'y'})));
    assertEquals('y', atA.awaitBytes(2)[1]);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.netty.testing.LoopKind;
import dev.serialhandshake.testing.Poll;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOption;
import java.util.Objects;
import java.util.Random;
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
class SerialChannelReadDemandTest {

  @RegisterExtension final Ports ports;

  private final PortRecorder atA = new PortRecorder();
  private final PortRecorder atB = new PortRecorder();
  private SerialChannel a;
  private SerialChannel b;

  SerialChannelReadDemandTest(LoopKind loop) {
    ports = new Ports(loop);
  }

  @BeforeEach
  void openBothEnds() {
    a = Ports.open(ports.bootstrap(atA).option(ChannelOption.AUTO_READ, false), ports.a());
    b = ports.openB(atB);
  }

  @Test
  void nothingIsReadWithoutDemandAndOneChunkForEachRead() throws Exception {
    Ports.await(b.writeAndFlush(Unpooled.wrappedBuffer(new byte[] {1})));
    awaitArrivalAtA();
    assertEquals(0, atA.reads());

    a.read();
    assertArrayEquals(new byte[] {1}, atA.awaitBytes(1));

    Ports.await(b.writeAndFlush(Unpooled.wrappedBuffer(new byte[] {2})));
    awaitArrivalAtA();
    assertEquals(1, atA.reads());

    a.read();
    assertArrayEquals(new byte[] {1, 2}, atA.awaitBytes(2));
    assertEquals(2, atA.reads());
  }

  @Test
  void aBusyLineGivesOneChunkForEachReadAndNothingWithoutOne() throws Exception {
    byte[] much = new byte[60_000];
    new Random(1).nextBytes(much);
    var sent = b.writeAndFlush(Unpooled.wrappedBuffer(much));
    int reads = 0;
    while (atA.bytes().length < much.length) {
      awaitArrivalAtA();
      assertEquals(reads, atA.reads());
      int before = atA.bytes().length;
      a.read();
      reads++;
      int chunk = atA.awaitBytes(before + 1).length - before;
      assertTrue(chunk <= 16 * 1024, chunk + " bytes");
    }
    Ports.await(sent);
    assertArrayEquals(much, atA.bytes());
  }

  @Test
  void twoReadsBeforeAnyInputAreOneDemand() throws Exception {
    a.read();
    a.read();
    Ports.await(b.writeAndFlush(Unpooled.wrappedBuffer(new byte[] {1})));
    atA.awaitBytes(1);
    Ports.await(b.writeAndFlush(Unpooled.wrappedBuffer(new byte[] {2})));
    awaitArrivalAtA();
    assertEquals(1, atA.reads());
  }

  @Test
  void inputThatWasUnderWayWhenAutoReadWentOffWaitsForTheNextRead() {
    // The reader waits in the system by then; the byte reaches it without demand.
    a.config().setAutoRead(true);
    a.config().setAutoRead(false);
    Ports.await(b.writeAndFlush(Unpooled.wrappedBuffer(new byte[] {1})));
    Ports.await(a.eventLoop().submit(() -> {}));
    assertFalse(a.config().isAutoRead());

    a.read();
    assertArrayEquals(new byte[] {1}, atA.awaitBytes(1));
  }

  @Test
  void autoReadTurnedOnDeliversWhatWaits() throws Exception {
    byte[] much = new byte[20_000];
    var sent = b.writeAndFlush(Unpooled.wrappedBuffer(much));
    awaitArrivalAtA();
    a.config().setAutoRead(true);
    assertEquals(much.length, atA.awaitBytes(much.length).length);
    Ports.await(sent);
  }

  /** The system has input for A, and the event loop had its turn since. */
  private void awaitArrivalAtA() throws Exception {
    SerialDevice device = Objects.requireNonNull(a.device());
    Poll.until("something has arrived", () -> device.bytesAvailable() > 0);
    Ports.await(a.eventLoop().submit(() -> {}));
  }
}

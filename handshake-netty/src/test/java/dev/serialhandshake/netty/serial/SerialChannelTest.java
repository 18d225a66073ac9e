// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.netty.testing.LoopKind;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Random;
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
class SerialChannelTest {

  @RegisterExtension final Ports ports;

  private final PortRecorder atA = new PortRecorder();
  private final PortRecorder atB = new PortRecorder();
  private SerialChannel a;
  private SerialChannel b;

  SerialChannelTest(LoopKind loop) {
    ports = new Ports(loop);
  }

  @BeforeEach
  void openBothEnds() {
    a = ports.openA(atA);
    b = ports.openB(atB);
  }

  @Test
  void everyByteValuePassesBothWays() {
    byte[] all = new byte[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }
    Ports.await(a.writeAndFlush(Unpooled.wrappedBuffer(all)));
    Ports.await(b.writeAndFlush(Unpooled.wrappedBuffer(all)));
    assertArrayEquals(all, atB.awaitBytes(all.length));
    assertArrayEquals(all, atA.awaitBytes(all.length));
  }

  @Test
  void largeTransfersBothWaysAtOnceArriveIntact() {
    byte[] up = new byte[2_000_000];
    byte[] down = new byte[2_000_000];
    new Random(1).nextBytes(up);
    new Random(2).nextBytes(down);
    var sentUp = a.writeAndFlush(Unpooled.wrappedBuffer(up));
    var sentDown = b.writeAndFlush(Unpooled.wrappedBuffer(down));
    assertArrayEquals(up, atB.awaitBytes(up.length));
    assertArrayEquals(down, atA.awaitBytes(down.length));
    Ports.await(sentUp);
    Ports.await(sentDown);
  }

  @Test
  void whatIsWrittenDuringABreakLeavesAfterIt() {
    var lineBreak = a.sendBreak(1);
    var write = a.writeAndFlush(Unpooled.wrappedBuffer(new byte[] {7}));
    Ports.await(lineBreak);
    Ports.await(write);
    assertArrayEquals(new byte[] {7}, atB.awaitBytes(1));
  }

  @Test
  void breaksFollowEachOther() {
    var first = a.sendBreak(1);
    var second = a.sendBreak(1);
    Ports.await(second);
    assertTrue(first.isSuccess());
  }

  @Test
  void aClosedPortHasNoModemLinesAndKeepsTheirSettings() {
    Ports.close(a);
    assertEquals(ModemLines.NONE, a.modemLines());
    assertFalse(a.config().setDtr(false).isDtr());
  }

  @Test
  void aBreakOnAClosedPortFails() {
    Ports.close(a);
    var lineBreak = a.sendBreak(1);
    assertTrue(lineBreak.awaitUninterruptibly(30, TimeUnit.SECONDS));
    assertFalse(lineBreak.isSuccess());
  }

  @Test
  void closeFiresInactiveOnce() {
    Ports.close(a);
    Ports.close(a);
    atA.awaitEvent("inactive");
    assertFalse(a.isOpen());
    assertEquals(1, atA.events().stream().filter("inactive"::equals).count());
    assertEquals(0, atA.failures().size());
  }

  @Test
  void anUnpluggedPortSaysWhyAndBecomesInactive() {
    ports.line().unplug();
    atA.awaitEvent("inactive");
    assertEquals(List.of("active", "exception", "inactive"), atA.events());
    SerialPortException cause = (SerialPortException) atA.failures().get(0);
    assertEquals(SerialPortException.Reason.DISCONNECTED, cause.reason());
    assertEquals(ports.a(), cause.port());
  }
}

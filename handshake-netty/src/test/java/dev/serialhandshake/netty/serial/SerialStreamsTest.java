// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.jna.Memory;
import dev.serialhandshake.core.HandshakeObserver;
import dev.serialhandshake.core.HandshakeReport;
import dev.serialhandshake.core.HandshakeSettings;
import dev.serialhandshake.core.State;
import dev.serialhandshake.core.blocking.BlockingHandshake;
import dev.serialhandshake.netty.serial.SerialPortException.Reason;
import dev.serialhandshake.testing.Poll;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(60)
@EnabledOnOs(OS.LINUX)
class SerialStreamsTest {

  private static final long TCGETS = 0x5401;
  private static final long FIONREAD = 0x541b;

  /** In the kernel's {@code struct termios}: after four words and the line discipline. */
  private static final int VTIME = 17 + 5;

  private static final int VMIN = 17 + 6;

  @RegisterExtension final Ports ports = new Ports();

  private final ExecutorService other = Executors.newSingleThreadExecutor();
  private SerialStreams a;
  private SerialStreams b;

  @BeforeEach
  void openBothEnds() throws Exception {
    a = SerialStreams.open(ports.a(), SerialSettings.defaults());
    b = SerialStreams.open(ports.b(), SerialSettings.defaults());
  }

  @AfterEach
  void stop() {
    other.shutdownNow();
    a.close();
    b.close();
  }

  @Test
  void everyByteValuePasses() throws Exception {
    byte[] all = new byte[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }
    a.output().write(all);
    assertArrayEquals(all, b.input().readNBytes(all.length));
    b.output().write(0xff);
    assertEquals(0xff, a.input().read());
  }

  @Test
  void theBlockingHandshakeRunsOverThem() throws Exception {
    Future<HandshakeReport> server =
        other.submit(
            () ->
                BlockingHandshake.server(
                    b.input(), b.output(), HandshakeSettings.defaults(), HandshakeObserver.NONE));
    HandshakeReport client =
        BlockingHandshake.client(
            a.input(), a.output(), HandshakeSettings.defaults(), HandshakeObserver.NONE);
    assertEquals(State.ESTABLISHED, client.state());
    assertEquals(State.ESTABLISHED, server.get(30, TimeUnit.SECONDS).state());
  }

  @Test
  void aPortThatIsHandedOverStaysOpenAndSaysNeverThatItHasEnded() throws Exception {
    b.output().write('x');
    Poll.until("it has arrived", () -> waiting(Ports.descriptor(ports.a())) > 0);
    int number = a.handOver();
    a.close();
    assertThrows(SerialPortException.class, () -> a.input().read());
    String device = Path.of(ports.a()).toRealPath().toString();
    assertTrue(PortDescriptor.numbers(device).contains(number), "it was closed");
    PortDescriptor descriptor = PortDescriptor.of(number);
    try (Memory termios = new Memory(64)) {
      assertTrue(descriptor.ioctl(TCGETS, termios));
      assertEquals(0, termios.getByte(VTIME));
      assertEquals(1, termios.getByte(VMIN));
    }
    assertEquals(1, waiting(descriptor));
  }

  /** How many bytes are there to be read. */
  private static int waiting(PortDescriptor descriptor) {
    try (Memory count = new Memory(Integer.BYTES)) {
      assertTrue(descriptor.ioctl(FIONREAD, count));
      return count.getInt(0);
    }
  }

  @Test
  void aPortThatIsClosedIsNotHandedOver() {
    a.close();
    assertThrows(SerialPortException.class, a::handOver);
  }

  @Test
  void closeEndsAReadInProgress() throws Exception {
    CompletableFuture<Void> reading = new CompletableFuture<>();
    Future<Integer> read =
        other.submit(
            () -> {
              reading.complete(null);
              return a.input().read();
            });
    reading.get(30, TimeUnit.SECONDS);
    a.close();
    assertDisconnected(read);
  }

  @Test
  void anUnpluggedDeviceEndsAReadInProgress() throws Exception {
    Future<Integer> read = other.submit(() -> a.input().read());
    ports.line().unplug();
    assertDisconnected(read);
  }

  private static void assertDisconnected(Future<?> read) {
    ExecutionException failure =
        assertThrows(ExecutionException.class, () -> read.get(30, TimeUnit.SECONDS));
    assertEquals(Reason.DISCONNECTED, ((SerialPortException) failure.getCause()).reason());
  }
}

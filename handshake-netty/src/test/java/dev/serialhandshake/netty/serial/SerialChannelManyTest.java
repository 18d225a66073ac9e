// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.netty.testing.LoopKind;
import dev.serialhandshake.testing.Poll;
import dev.serialhandshake.testing.PtyPair;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(names = {"NIO", "EPOLL"})
class SerialChannelManyTest {

  /** {@code -Dserial.cycles=1000} for the long run. */
  private static final int CYCLES = Integer.getInteger("serial.cycles", 300);

  private static final int LINES = 8;

  private static final int FEW = 8;

  @TempDir Path directory;

  @RegisterExtension final Ports ports;

  SerialChannelManyTest(LoopKind loop) {
    ports = new Ports(loop);
  }

  @Test
  void manyPortsShareOneEventLoop() throws IOException {
    List<PtyPair> lines = new ArrayList<>();
    List<SerialChannel> senders = new ArrayList<>();
    List<PortRecorder> receivers = new ArrayList<>();
    for (int i = 0; i < LINES; i++) {
      PtyPair line = PtyPair.open(Files.createDirectory(directory.resolve("line" + i)));
      lines.add(line);
      senders.add(ports.open(line.a(), new PortRecorder()));
      PortRecorder receiver = new PortRecorder();
      receivers.add(receiver);
      ports.open(line.b(), receiver);
    }
    byte[] data = new byte[100_000];
    new Random(1).nextBytes(data);
    var sent = senders.stream().map(s -> s.writeAndFlush(Unpooled.wrappedBuffer(data))).toList();
    sent.forEach(Ports::await);
    receivers.forEach(r -> assertArrayEquals(data, r.awaitBytes(data.length)));
    lines.forEach(PtyPair::close);
    receivers.forEach(r -> r.awaitEvent("inactive"));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void openingAndClosingLeavesNoDescriptorAndNoThread() throws Exception {
    // Threads of another test are shared, and go after some idle seconds.
    Poll.until("few threads are borrowed", () -> threads("serial-call") < FEW);
    List<Path> before = descriptorsOfA(); // the fixture's own
    for (int i = 0; i < CYCLES; i++) {
      openAndCloseA();
    }
    assertEquals(before, descriptorsOfA());
    assertTrue(threads("serial-call") < FEW);
    // A reader ends right after its port did.
    Poll.until("no reader is left", () -> threads("serial-read") == 0);
  }

  private void openAndCloseA() {
    PortRecorder recorder = new PortRecorder();
    Ports.close(ports.openA(recorder));
    recorder.awaitEvent("inactive");
  }

  private List<Path> descriptorsOfA() throws IOException {
    Path device = Path.of(ports.a()).toRealPath();
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.filter(descriptor -> leadsTo(descriptor, device)).sorted().toList();
    }
  }

  private static boolean leadsTo(Path descriptor, Path device) {
    try {
      return Files.readSymbolicLink(descriptor).equals(device);
    } catch (IOException e) {
      return false; // closed meanwhile
    }
  }

  private static long threads(String name) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith(name))
        .count();
  }
}

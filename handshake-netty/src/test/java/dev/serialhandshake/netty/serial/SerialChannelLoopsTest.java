// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.netty.testing.LoopKind;
import dev.serialhandshake.netty.testing.Loops;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.oio.OioEventLoopGroup;
import io.netty.util.concurrent.Future;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The channel asks nothing of its event loop but to run tasks. One of epoll waits for its input,
 * too.
 */
@EnabledOnOs(OS.LINUX)
class SerialChannelLoopsTest {

  private static final byte[] DATA = {1, 2, 3};

  @TempDir Path directory;
  @RegisterExtension final Loops loops = new Loops();
  @RegisterExtension final Ports ports = new Ports();

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL", "IO_URING"})
  void everyKindOfLoopServes(LoopKind kind) {
    exchange(kind.loops(1));
  }

  @Test
  @SuppressWarnings("deprecation")
  void oneThreadForEachChannel() {
    exchange(new OioEventLoopGroup());
  }

  @Test
  void aPortOnAnEpollLoopHasNoThread() {
    EventLoopGroup loop = loops.of(LoopKind.EPOLL);
    Set<Thread> before = readers();
    PortRecorder atA = new PortRecorder();
    Ports.open(loop, ports.a(), atA);
    Ports.await(
        Ports.open(loop, ports.b(), new PortRecorder())
            .writeAndFlush(Unpooled.wrappedBuffer(DATA)));
    atA.awaitBytes(DATA.length);
    Set<Thread> since = readers();
    since.removeAll(before);
    assertEquals(Set.of(), since);
  }

  private static Set<Thread> readers() {
    Set<Thread> threads = new HashSet<>(Thread.getAllStackTraces().keySet());
    threads.removeIf(thread -> !thread.getName().startsWith("serial-read"));
    return threads;
  }

  /** A descriptor that no poll waits for, as those of some drivers are, is left to a thread. */
  @Test
  void aFileIsNotPolled() throws Exception {
    EventLoopGroup loop = loops.of(LoopKind.EPOLL);
    Path file = Files.createFile(directory.toRealPath().resolve("file"));
    try (InputStream open = Files.newInputStream(file)) {
      int descriptor = PortDescriptor.since(Set.of(), file.toString());
      assertTrue(descriptor >= 0, () -> "no descriptor of " + open);
      assertNull(begin(loop.next(), descriptor));
    }
  }

  @Test
  void aLoopWithoutEpollDoesNotPoll() throws Exception {
    EventLoopGroup loop = loops.nio();
    SerialDevice device = Objects.requireNonNull(ports.openA(new PortRecorder()).device());
    assertTrue(device.descriptor() >= 0);
    assertNull(begin(loop.next(), device.descriptor()));
  }

  private static @Nullable PolledInput begin(EventLoop loop, int descriptor) throws Exception {
    return loop.submit(() -> PolledInput.begin(loop, descriptor, hungUp -> {})).get();
  }

  @ParameterizedTest
  @CsvSource({"EPOLL, NIO", "NIO, EPOLL", "EPOLL, EPOLL"})
  void aChannelThatChangesItsLoopGoesOn(LoopKind first, LoopKind second) {
    PortRecorder atA = new PortRecorder();
    SerialChannel a = Ports.open(loops.of(first), ports.a(), atA);
    SerialChannel b = ports.openB(new PortRecorder());
    Ports.await(b.writeAndFlush(Unpooled.wrappedBuffer(DATA)));
    atA.awaitBytes(DATA.length);

    Ports.await(a.deregister());
    Ports.await(b.writeAndFlush(Unpooled.wrappedBuffer(DATA)));
    Ports.await(loops.of(second).register(a));
    Ports.await(b.writeAndFlush(Unpooled.wrappedBuffer(DATA)));

    assertArrayEquals(new byte[] {1, 2, 3, 1, 2, 3, 1, 2, 3}, atA.awaitBytes(3 * DATA.length));
    ports.line().unplug();
    atA.awaitEvent("inactive");
  }

  private void exchange(EventLoopGroup loop) {
    PortRecorder atA = new PortRecorder();
    PortRecorder atB = new PortRecorder();
    SerialChannel a = Ports.open(loop, ports.a(), atA);
    SerialChannel b = Ports.open(loop, ports.b(), atB);
    Ports.await(a.writeAndFlush(Unpooled.wrappedBuffer(DATA)));
    assertArrayEquals(DATA, atB.awaitBytes(DATA.length));
    Ports.await(b.writeAndFlush(Unpooled.wrappedBuffer(DATA)));
    assertArrayEquals(DATA, atA.awaitBytes(DATA.length));
    Ports.close(a);
    atA.awaitEvent("inactive");
    // B is left to the end of the loop.
    shutDown(loop, a.eventLoop());
    atB.awaitEvent("inactive");
  }

  /**
   * Netty's loop for one channel forgets the wake-up of its own shutdown if that comes while it
   * lets go of a closed channel (ThreadPerChannelEventLoop: it runs all tasks, that one too, and
   * then waits for the next). Any later task wakes it.
   */
  private static void shutDown(EventLoopGroup loop, EventLoop ofClosed) {
    Future<?> ended = loop.shutdownGracefully(0, 30, TimeUnit.SECONDS);
    while (!ended.awaitUninterruptibly(100, TimeUnit.MILLISECONDS) && !ofClosed.isShutdown()) {
      try {
        ofClosed.execute(() -> {});
      } catch (RejectedExecutionException e) {
        // It has ended by itself.
      }
    }
    Ports.await(ended);
  }
}

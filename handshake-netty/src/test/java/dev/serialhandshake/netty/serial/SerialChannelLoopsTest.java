// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.oio.OioEventLoopGroup;
import io.netty.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The channel asks nothing of its event loop but to run tasks. */
class SerialChannelLoopsTest {

  private static final byte[] DATA = {1, 2, 3};

  @RegisterExtension final Ports ports = new Ports();

  @Test
  void nio() {
    exchange(new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory()));
  }

  @Test
  void epoll() {
    Assumptions.assumeTrue(Epoll.isAvailable(), "no epoll");
    exchange(new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory()));
  }

  @Test
  @SuppressWarnings("deprecation")
  void oneThreadForEachChannel() {
    exchange(new OioEventLoopGroup());
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

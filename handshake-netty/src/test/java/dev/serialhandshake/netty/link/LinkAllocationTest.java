// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.serialhandshake.core.link.LinkSettings;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelId;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ResourceLeakDetector;
import java.lang.management.ManagementFactory;
import java.util.ArrayDeque;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The handlers of a link allocate nothing for a frame: buffers are of the pool, and no view is
 * made.
 */
class LinkAllocationTest {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static final int FRAMES = 4_000;
  private static final int PAYLOAD = 768;

  /**
   * Netty's own: a promise for the write of the frame and for that of its acknowledgement, and the
   * entry of the session's write. They are 300 bytes. Views of the buffers would be 170 more.
   */
  private static final long MOST_BYTES = 384;

  /** Where a line ends in this test: what is written is kept as it is. */
  private static final class Wire extends ChannelOutboundHandlerAdapter {
    private final ArrayDeque<ByteBuf> written = new ArrayDeque<>(64);

    @Override
    public void write(ChannelHandlerContext line, Object message, ChannelPromise promise) {
      written.add((ByteBuf) message);
      promise.setSuccess();
    }
  }

  /** Counts what it is given. */
  @Sharable
  private static final class Counter extends ChannelInboundHandlerAdapter {
    private long bytes;

    @Override
    public void channelRead(ChannelHandlerContext session, Object message) {
      ByteBuf read = (ByteBuf) message;
      bytes += read.readableBytes();
      read.release();
    }
  }

  private final EmbeddedChannel loop = new EmbeddedChannel();
  private final Counter received = new Counter();
  private final LinkSessions clients =
      LinkSessions.client(LinkSettings.defaults(), new ChannelInboundHandlerAdapter());
  private final LinkSessions servers = LinkSessions.server(LinkSettings.defaults(), received);
  private final Wire toServer = new Wire();
  private final Wire toClient = new Wire();
  private final EmbeddedChannel clientLine = line(toServer, clients.handler());
  private final EmbeddedChannel serverLine = line(toClient, servers.handler());

  /** It would allocate a record for each buffer. */
  private final ResourceLeakDetector.Level leaks = ResourceLeakDetector.getLevel();

  LinkAllocationTest() {
    loop.freezeTime();
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
  }

  private static EmbeddedChannel line(Wire wire, LinkHandler handler) {
    return new EmbeddedChannel(DefaultChannelId.newInstance(), false, false, wire, handler);
  }

  @AfterEach
  void finish() {
    ResourceLeakDetector.setLevel(leaks);
    clients.close();
    servers.close();
    carry();
    clientLine.pipeline().close();
    serverLine.pipeline().close();
    clientLine.releaseInbound(); // what came after the end
    serverLine.releaseInbound();
    loop.finishAndReleaseAll();
    toServer.written.forEach(ByteBuf::release);
    toClient.written.forEach(ByteBuf::release);
  }

  private void carry() {
    boolean moved = true;
    while (moved) {
      loop.runPendingTasks();
      moved = carry(toServer, serverLine);
      moved |= carry(toClient, clientLine);
    }
  }

  private static boolean carry(Wire from, EmbeddedChannel to) {
    boolean moved = !from.written.isEmpty();
    for (ByteBuf next = from.written.poll(); next != null; next = from.written.poll()) {
      to.pipeline().fireChannelRead(next);
      to.pipeline().fireChannelReadComplete();
    }
    return moved;
  }

  @Test
  void aFrameCostsNoMemoryOfItsOwn() {
    loop.eventLoop().register(clientLine);
    loop.eventLoop().register(serverLine);
    carry();
    LinkChannel session = clients.sessions().get(0);
    ByteBuf payload = Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(new byte[PAYLOAD]));
    long thread = Thread.currentThread().getId();
    long before = 0;
    for (int i = 0; i < 2 * FRAMES; i++) {
      if (i == FRAMES) {
        before = THREADS.getThreadAllocatedBytes(thread);
      }
      session.writeAndFlush(payload.setIndex(0, PAYLOAD), session.voidPromise());
      carry();
    }
    long cost = (THREADS.getThreadAllocatedBytes(thread) - before) / FRAMES;
    assertEquals(2L * FRAMES * PAYLOAD, received.bytes);
    assertTrue(session.counters().framesSent() >= 2L * FRAMES);
    assertTrue(cost <= MOST_BYTES, cost + " bytes for a frame");
  }
}

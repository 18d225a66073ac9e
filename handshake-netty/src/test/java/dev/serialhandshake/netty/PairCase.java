// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.core.HandshakeSettings;
import dev.serialhandshake.netty.testing.SocketKind;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import java.nio.charset.StandardCharsets;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One case of {@link PairsTest}: an application that has written and flushed early does something
 * in one place of the handshake, on a {@code LocalChannel}, which delivers within calls.
 */
final class PairCase {

  /** What the application does. */
  enum Action {
    REMOVE,
    REPLACE,
    CLOSE,
    DEREGISTER,
    WRITE,
    READ,
    FIRE_EVENT,
    ADD_HANDLER,
    THROW
  }

  /** Where it does that; in the first that is reached, once. */
  enum Place {
    WRITE_LISTENER,
    FUTURE,
    EVENT,
    ACTIVE,
    LEFTOVER,
    EXCEPTION
  }

  private static final class Thrown extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private static final long DEADLINE_SECONDS = 30;
  private static final String TEXT = "ABC";

  private final Action action;
  private final Place place;
  private final boolean otherThread;
  private final boolean autoRead;
  private final boolean succeeds;

  private final HandshakeHandler handler;
  private final AtomicInteger acted = new AtomicInteger();
  private final AtomicInteger activations = new AtomicInteger();
  private final AtomicInteger completions = new AtomicInteger();

  @SuppressWarnings("JdkObsolete") // the event loop appends, the test reads
  private final StringBuffer heard = new StringBuffer();

  private final CompletableFuture<Void> heardAll = new CompletableFuture<>();
  private final CompletableFuture<Void> placeReached = new CompletableFuture<>();
  private final Queue<ChannelFuture> writes = new ConcurrentLinkedQueue<>();
  private final Queue<ByteBuf> messages = new ConcurrentLinkedQueue<>();
  private final AtomicInteger told = new AtomicInteger();

  PairCase(Action action, Place place, boolean otherThread, boolean autoRead, boolean succeeds) {
    this.action = action;
    this.place = place;
    this.otherThread = otherThread;
    this.autoRead = autoRead;
    this.succeeds = succeeds;
    HandshakeSettings.Builder handshake = TransportTest.patient();
    handler =
        succeeds
            ? HandshakeHandler.client(Stage.settings(handshake).build())
            : HandshakeHandler.server(
                Stage.settings(handshake.maxDiscardedBytes(4)).closeOnFailure(false).build());
  }

  /** A success has no exception, and a failure no leftover. */
  boolean exists() {
    return place != (succeeds ? Place.EXCEPTION : Place.LEFTOVER);
  }

  @Override
  public String toString() {
    return action
        + " in "
        + place
        + (otherThread ? " on another thread" : " on the loop")
        + (autoRead ? ", auto-read" : ", by demand")
        + (succeeds ? ", success" : ", failure");
  }

  void play() throws Exception {
    HandPlayedServer server = new HandPlayedServer("A", "B", "C");
    try (TestLine line =
        TestLine.on(SocketKind.LOCAL).open(new Near(), succeeds ? server : new Noise())) {
      assertTrue(handler.handshakeFuture().await(DEADLINE_SECONDS, TimeUnit.SECONDS), "no end");
      assertEquals(succeeds, handler.handshakeFuture().isSuccess());
      settle(line);
      if (succeeds && leavesTheLine()) {
        heardAll.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
        assertEquals(TEXT, heard.toString());
      } else {
        assertTrue(!succeeds || TEXT.startsWith(heard.toString()), heard.toString());
      }
      line.near.close().sync();
      if (succeeds) {
        assertHeard(server.heardUntilTheEnd());
      }
    }
    checkEnd();
  }

  private boolean leavesTheLine() {
    return action != Action.CLOSE && action != Action.DEREGISTER;
  }

  /** A LocalChannel drops at its close what the peer has not read yet: checkEnd() sees the rest. */
  private void assertHeard(String text) {
    if (leavesTheLine()) {
      assertEquals(wouldHaveBeenWritten(), text);
    } else {
      assertTrue("early".startsWith(text), text);
    }
  }

  private String wouldHaveBeenWritten() {
    return action == Action.WRITE && acted.get() > 0 ? "earlylate" : "early";
  }

  /** Waits until the place was reached, and until the loop has done what was given to it. */
  private void settle(TestLine line) throws Exception {
    boolean certain = succeeds || place != Place.ACTIVE; // a failure holds channelActive back
    if (certain) {
      placeReached.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }
    line.near.eventLoop().submit(() -> {}).sync();
    line.near.eventLoop().submit(() -> {}).sync();
  }

  private void checkEnd() throws InterruptedException {
    for (ChannelFuture write : writes) {
      assertTrue(write.await(DEADLINE_SECONDS, TimeUnit.SECONDS), "a promise is left");
    }
    assertEquals(writes.size(), told.get(), "promises told once each");
    for (ByteBuf message : messages) {
      assertEquals(0, message.refCnt(), "a buffer is left");
    }
    if (succeeds) {
      assertTrue(writes.peek().isSuccess(), "flushed before closed: " + writes.peek().cause());
    } else {
      assertFalse(writes.peek().isSuccess());
    }
    assertEquals(1, completions.get());
    assertTrue(activations.get() <= 1);
  }

  private void write(Channel channel, String text, Place here) {
    ByteBuf message = Peer.buffer(text);
    messages.add(message);
    ChannelFuture written = channel.writeAndFlush(message);
    writes.add(written);
    written.addListener(
        done -> {
          told.incrementAndGet();
          at(here, channel);
        });
  }

  private void at(Place here, Channel channel) throws InterruptedException {
    if (here != place || !acted.compareAndSet(0, 1)) {
      return;
    }
    try {
      if (otherThread) {
        Thread other = new Thread(() -> act(channel), "other");
        other.start();
        other.join();
      } else {
        act(channel);
      }
      if (action == Action.THROW) {
        throw new Thrown();
      }
    } finally {
      placeReached.complete(null);
    }
  }

  private void act(Channel channel) {
    switch (action) {
      case REMOVE, REPLACE -> takeOut(channel);
      case CLOSE -> channel.close();
      case DEREGISTER -> channel.deregister();
      case WRITE -> write(channel, "late", Place.LEFTOVER);
      case READ -> channel.read();
      case FIRE_EVENT -> channel.pipeline().fireUserEventTriggered("an event");
      case ADD_HANDLER -> channel.pipeline().addFirst(new ChannelInboundHandlerAdapter());
      case THROW -> {}
    }
  }

  private void takeOut(Channel channel) {
    try {
      if (action == Action.REMOVE) {
        channel.pipeline().remove(handler);
      } else {
        channel.pipeline().replace(handler, null, new ChannelInboundHandlerAdapter());
      }
    } catch (NoSuchElementException e) {
      // It is gone already, as after a leftover.
    }
  }

  /** The end with the handler, and an application that reads on by demand. */
  private final class Near extends ChannelInitializer<Channel> {
    @Override
    protected void initChannel(Channel channel) {
      channel.config().setAutoRead(autoRead);
      channel.pipeline().addLast(handler, new Application());
      write(channel, "early", Place.WRITE_LISTENER);
      handler.handshakeFuture().addListener(done -> at(Place.FUTURE, channel));
    }
  }

  private final class Application extends ChannelInboundHandlerAdapter {
    @Override
    public void channelActive(ChannelHandlerContext ctx) throws Exception {
      activations.incrementAndGet();
      ctx.read();
      at(Place.ACTIVE, ctx.channel());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
      ByteBuf read = (ByteBuf) message;
      heard.append(read.toString(StandardCharsets.US_ASCII));
      read.release();
      if (heard.length() == TEXT.length()) {
        heardAll.complete(null);
      }
      ctx.read();
      at(Place.LEFTOVER, ctx.channel());
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
      if (event instanceof HandshakeCompletionEvent) {
        completions.incrementAndGet();
        at(Place.EVENT, ctx.channel());
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) throws Exception {
      if (!(cause instanceof Thrown)) {
        at(Place.EXCEPTION, ctx.channel());
      }
    }
  }

  /** A far end that fails the handshake. */
  private static final class Noise extends ChannelInboundHandlerAdapter {
    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      ctx.writeAndFlush(Peer.buffer("fourteen bytes"));
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ((ByteBuf) message).release();
    }
  }
}

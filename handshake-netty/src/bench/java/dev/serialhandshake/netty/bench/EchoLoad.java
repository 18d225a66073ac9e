// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.bench;

import dev.serialhandshake.netty.HandshakeHandler;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Echo on one connection, after a handshake or without one ever: what is left of the handler. Each
 * round has a connection of its own, since no two are equally quick.
 */
final class EchoLoad implements Rounds.Load {

  private static final int FIRST = 200;

  private final Loopback loopback;
  private final int size;
  private final boolean handshake;
  private final Channel server;
  private Channel client;
  private Pings pings;

  private EchoLoad(Loopback loopback, int size, boolean handshake) throws Exception {
    this.loopback = loopback;
    this.size = size;
    this.handshake = handshake;
    server =
        loopback.listen(
            child -> {
              if (handshake) {
                child.pipeline().addLast(HandshakeHandler.server());
              }
              child.pipeline().addLast(new Echo());
            });
  }

  @Override
  public void prepare() throws Exception {
    if (client != null) {
      client.close().sync();
    }
    HandshakeHandler near = HandshakeHandler.client();
    Pings next = new Pings(size);
    client =
        loopback
            .connectTo(
                child -> {
                  if (handshake) {
                    child.pipeline().addLast(near);
                  }
                  child.pipeline().addLast(next);
                })
            .connect(server.localAddress())
            .sync()
            .channel();
    if (handshake && !near.handshakeFuture().await(30, TimeUnit.SECONDS)) {
      throw new IllegalStateException("no handshake");
    }
    pings = next;
    run(FIRST);
  }

  static List<Figure> measure(Effort effort) throws Exception {
    List<Figure> figures = new ArrayList<>();
    for (int size : new int[] {64, 65536}) {
      try (Loopback loopback = new Loopback(TransportKind.NIO)) {
        Rounds rounds =
            Rounds.of(
                new EchoLoad(loopback, size, true),
                new EchoLoad(loopback, size, false),
                effort.pick(500, 10_000),
                effort.pick(2, 5),
                effort.pick(3, 31));
        String what = "echo of " + size + " bytes after the handshake";
        figures.add(rounds.rate(what, Bar.ratioWithin(0.99, 1.01)));
        figures.add(rounds.p99(what, Bar.none()));
      }
    }
    return figures;
  }

  @Override
  public long[] run(int operations) throws InterruptedException {
    long[] times = new long[operations];
    CountDownLatch done = new CountDownLatch(1);
    client.eventLoop().execute(() -> pings.begin(client, times, done));
    if (!done.await(5, TimeUnit.MINUTES)) {
      throw new IllegalStateException("the echo does not end");
    }
    return times;
  }

  private static final class Echo extends Quiet {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ctx.write(message, ctx.voidPromise());
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
      ctx.flush();
    }
  }

  private static final class Pings extends Quiet {

    private final ByteBuf payload;
    private long[] times = {};
    private CountDownLatch done = new CountDownLatch(0);
    private int index;
    private int due;
    private long sentAt;

    Pings(int size) {
      payload = Unpooled.unreleasableBuffer(Unpooled.directBuffer(size).writeZero(size));
    }

    void begin(Channel channel, long[] times, CountDownLatch done) {
      this.times = times;
      this.done = done;
      index = 0;
      send(channel);
    }

    private void send(Channel channel) {
      due = payload.readableBytes();
      sentAt = System.nanoTime();
      channel.writeAndFlush(payload.duplicate(), channel.voidPromise());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ByteBuf read = (ByteBuf) message;
      due -= read.readableBytes();
      read.release();
      if (due > 0) {
        return;
      }
      times[index++] = System.nanoTime() - sentAt;
      if (index < times.length) {
        send(ctx.channel());
      } else {
        done.countDown();
      }
    }
  }
}

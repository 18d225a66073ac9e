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

/** Echo on one connection, after a handshake or without one ever: what is left of the handler. */
final class EchoLoad implements Rounds.Load {

  private final Channel client;
  private final Pings pings;

  private EchoLoad(Channel client, Pings pings) {
    this.client = client;
    this.pings = pings;
  }

  private static EchoLoad open(Loopback loopback, int size, boolean handshake) throws Exception {
    HandshakeHandler[] near = {HandshakeHandler.client()};
    Channel server =
        loopback.listen(
            child -> {
              if (handshake) {
                child.pipeline().addLast(HandshakeHandler.server());
              }
              child.pipeline().addLast(new Echo());
            });
    Pings pings = new Pings(size);
    Channel client =
        loopback
            .connectTo(
                child -> {
                  if (handshake) {
                    child.pipeline().addLast(near[0]);
                  }
                  child.pipeline().addLast(pings);
                })
            .connect(server.localAddress())
            .sync()
            .channel();
    if (handshake && !near[0].handshakeFuture().await(30, TimeUnit.SECONDS)) {
      throw new IllegalStateException("no handshake");
    }
    return new EchoLoad(client, pings);
  }

  static List<Figure> measure(Effort effort) throws Exception {
    List<Figure> figures = new ArrayList<>();
    for (int size : new int[] {64, 65536}) {
      try (Loopback loopback = new Loopback(TransportKind.NIO)) {
        Rounds rounds =
            Rounds.of(
                open(loopback, size, true),
                open(loopback, size, false),
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

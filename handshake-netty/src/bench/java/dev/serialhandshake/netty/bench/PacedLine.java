// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.bench;

import dev.serialhandshake.netty.HandshakeHandler;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** A handshake over a line that carries one byte at a time, 10 bits each; the line is the floor. */
final class PacedLine {

  private static final int BYTES = 8;
  private static final int BITS = 10;

  private final long byteNanos;
  private final EventLoop loop = new DefaultEventLoop();

  private PacedLine(int baud) {
    byteNanos = BITS * TimeUnit.SECONDS.toNanos(1) / baud;
  }

  static List<Figure> measure(Effort effort) throws Exception {
    List<Figure> figures = new ArrayList<>();
    for (int baud : new int[] {9600, 115200}) {
      PacedLine line = new PacedLine(baud);
      List<Double> times = new ArrayList<>();
      for (int i = 0; i < effort.pick(100, 400); i++) {
        times.add(line.handshake() / 1e6);
      }
      line.loop.shutdownGracefully();
      times = times.subList(times.size() / 2, times.size()); // the first ones warm up
      figures.add(
          Figure.of(
              "handshake at " + baud + " baud",
              "ms",
              Rounds.median(times),
              BYTES * line.byteNanos / 1e6,
              Bar.ratioAtMost(baud == 9600 ? 1.05 : 1.5)));
    }
    return figures;
  }

  private long handshake() throws Exception {
    WireChannel near = new WireChannel();
    WireChannel far = new WireChannel();
    Way there = new Way(far);
    Way back = new Way(near);
    for (WireChannel channel : List.of(near, far)) {
      loop.register(channel).sync();
    }
    HandshakeHandler client = HandshakeHandler.client();
    HandshakeHandler server = HandshakeHandler.server();
    long start = System.nanoTime();
    loop.execute(
        () -> {
          near.plugIn(there::carry);
          far.plugIn(back::carry);
          far.pipeline().addLast(server);
          near.pipeline().addLast(client);
        });
    while (!client.handshakeFuture().isDone() || !server.handshakeFuture().isDone()) {
      there.work();
      back.work();
      Thread.onSpinWait();
    }
    long nanos = System.nanoTime() - start;
    client.handshakeFuture().sync();
    server.handshakeFuture().sync();
    near.close();
    far.close();
    return nanos;
  }

  /** One direction. A thread that does nothing else works it, since no timer is exact enough. */
  private final class Way {

    private final WireChannel end;
    private final Queue<ByteBuf> written = new ConcurrentLinkedQueue<>();
    private final Queue<Byte> waiting = new ArrayDeque<>();
    private long arrivesAt;

    Way(WireChannel end) {
      this.end = end;
    }

    void carry(ByteBuf bytes) {
      written.add(bytes);
    }

    void work() {
      ByteBuf bytes = written.poll();
      if (bytes != null) {
        if (waiting.isEmpty()) {
          arrivesAt = System.nanoTime() + byteNanos;
        }
        while (bytes.isReadable()) {
          waiting.add(bytes.readByte());
        }
        bytes.release();
      }
      if (!waiting.isEmpty() && System.nanoTime() - arrivesAt >= 0) {
        ByteBuf one = Unpooled.buffer(1).writeByte(waiting.remove());
        loop.execute(() -> end.receive(one));
        arrivesAt += byteNanos;
      }
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Connect, handshake and close over loopback TCP, a number of them at any time. */
final class ConnectLoad implements Rounds.Load {

  private final Bootstrap bootstrap;
  private final int parallel;

  private ConnectLoad(Bootstrap bootstrap, int parallel) {
    this.bootstrap = bootstrap;
    this.parallel = parallel;
  }

  static ConnectLoad of(Loopback loopback, Contender contender, int parallel)
      throws InterruptedException {
    Channel server =
        loopback.listen(
            child -> child.pipeline().addLast(contender.server(Contender.NOBODY), new Quiet()));
    return new ConnectLoad(
        loopback
            .connectTo(
                child ->
                    child.pipeline().addLast(contender.client(() -> child.close()), new Quiet()))
            .remoteAddress(server.localAddress()),
        parallel);
  }

  static List<Figure> measure(Effort effort) throws Exception {
    List<Figure> figures = new ArrayList<>();
    for (TransportKind kind : TransportKind.values()) {
      for (int parallel : new int[] {1, 64}) {
        try (Loopback loopback = new Loopback(kind)) {
          Rounds rounds =
              Rounds.of(
                  of(loopback, Contender.HANDSHAKE, parallel),
                  of(loopback, Contender.LENGTH_ONLY, parallel),
                  effort.pick(200, 2_000),
                  effort.pick(1, 5),
                  effort.pick(3, 25));
          String what = "connect + handshake + close, " + kind + ", " + parallel + " in parallel";
          figures.add(rounds.rate(what, Bar.ratioAtLeast(0.95)));
          figures.add(rounds.p99(what, Bar.ratioAtMost(1.1)));
        }
      }
    }
    return figures;
  }

  @Override
  public long[] run(int operations) throws InterruptedException {
    long[] times = new long[operations];
    AtomicInteger next = new AtomicInteger();
    CountDownLatch open = new CountDownLatch(operations);
    for (int i = 0; i < Math.min(parallel, operations); i++) {
      begin(times, next, open);
    }
    if (!open.await(5, TimeUnit.MINUTES)) {
      throw new IllegalStateException(open.getCount() + " connections did not end");
    }
    return times;
  }

  private void begin(long[] times, AtomicInteger next, CountDownLatch open) {
    int index = next.getAndIncrement();
    if (index >= times.length) {
      return;
    }
    long start = System.nanoTime();
    bootstrap
        .connect()
        .channel()
        .closeFuture()
        .addListener(
            closed -> {
              times[index] = System.nanoTime() - start;
              begin(times, next, open);
              open.countDown();
            });
  }
}

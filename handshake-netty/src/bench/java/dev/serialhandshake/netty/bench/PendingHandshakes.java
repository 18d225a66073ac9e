// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.bench;

import dev.serialhandshake.core.HandshakeSettings;
import dev.serialhandshake.netty.HandshakeHandler;
import dev.serialhandshake.netty.HandshakeHandlerSettings;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * A program of its own, with little memory: many handshakes that wait, on one event loop; how much
 * heap they take, and how long it takes to bring them all to their end.
 */
final class PendingHandshakes {

  private static final int FEW = 1_000;

  /** Waits that do not end while this runs, however slow the machine. */
  private static final HandshakeHandlerSettings PATIENT =
      HandshakeHandlerSettings.builder()
          .handshake(
              HandshakeSettings.builder()
                  .attemptTimeout(Duration.ofHours(1))
                  .finalAckTimeout(Duration.ofHours(1))
                  .handshakeTimeout(Duration.ofHours(2))
                  .build())
          .build();

  private final EventLoop loop = new DefaultEventLoop();

  private PendingHandshakes() {}

  /** Prints lines of name and number, for {@link PendingRun}. */
  public static void main(String[] arguments) throws Exception {
    int many = Integer.parseInt(arguments[0]);
    PendingHandshakes pending = new PendingHandshakes();
    print("server", pending.bytesEach(many, () -> HandshakeHandler.server(PATIENT)));
    print("client", pending.bytesEach(many, () -> HandshakeHandler.client(PATIENT)));
    pending.time(
        "", many, () -> HandshakeHandler.client(PATIENT), () -> HandshakeHandler.server(PATIENT));
    pending.time(
        "floor-",
        many,
        () -> LengthOnly.client(Contender.NOBODY),
        () -> LengthOnly.server(Contender.NOBODY));
    pending.loop.shutdownGracefully();
  }

  private void time(
      String prefix, int many, Supplier<ChannelHandler> clients, Supplier<ChannelHandler> servers)
      throws Exception {
    for (int i = 0; i < 200; i++) {
      nanosEach(FEW, clients, servers);
    }
    print(prefix + "few", median(20, FEW, clients, servers));
    print(prefix + "many", median(3, many, clients, servers));
  }

  private double median(
      int times, int count, Supplier<ChannelHandler> clients, Supplier<ChannelHandler> servers)
      throws Exception {
    List<Double> nanos = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      System.gc(); // what was set up is not what is measured
      nanos.add(nanosEach(count, clients, servers));
    }
    return Rounds.median(nanos);
  }

  private static void print(String name, double value) {
    System.out.println(name + " " + value);
  }

  private WireChannel open(ChannelHandler handler) {
    WireChannel channel = new WireChannel();
    loop.register(channel);
    loop.execute(() -> channel.pipeline().addLast(handler));
    return channel;
  }

  private double bytesEach(int count, Supplier<ChannelHandler> handlers) throws Exception {
    WireChannel[] channels = new WireChannel[count];
    long before = Heap.bytesOf(PendingHandshakes::isOfHandshake);
    for (int i = 0; i < count; i++) {
      WireChannel channel = open(handlers.get());
      loop.execute(() -> channel.plugIn(ByteBuf::release)); // the SYN is gone, and nobody answers
      channels[i] = channel;
    }
    awaitLoop();
    double bytes = (double) (Heap.bytesOf(PendingHandshakes::isOfHandshake) - before) / count;
    close(channels);
    return bytes;
  }

  /** Half of them are clients whose SYN is written already, half are servers. */
  private double nanosEach(
      int count, Supplier<ChannelHandler> clients, Supplier<ChannelHandler> servers)
      throws InterruptedException {
    WireChannel[] channels = new WireChannel[count];
    for (int i = 0; i < count; i += 2) {
      channels[i] = open(clients.get());
      channels[i + 1] = open(servers.get());
    }
    awaitLoop();
    long start = System.nanoTime();
    loop.submit(() -> plugIn(channels)).sync();
    awaitLoop();
    double nanos = (double) (System.nanoTime() - start) / count;
    for (WireChannel channel : channels) {
      if (channel.pipeline().first() != null) {
        throw new IllegalStateException("a handshake did not end");
      }
    }
    close(channels);
    return nanos;
  }

  private static void plugIn(WireChannel[] channels) {
    for (int i = 0; i < channels.length; i += 2) {
      WireChannel near = channels[i];
      WireChannel far = channels[i + 1];
      far.plugIn(bytes -> near.eventLoop().execute(() -> near.receive(bytes)));
      near.plugIn(bytes -> far.eventLoop().execute(() -> far.receive(bytes)));
    }
  }

  /** Tasks run in order; those of the frames of a handshake come one after the other. */
  private void awaitLoop() throws InterruptedException {
    for (int i = 0; i < 8; i++) {
      loop.submit(() -> {}).sync();
    }
  }

  /** Its own classes, and the timer with its place in the event loop's queue. */
  private static boolean isOfHandshake(String className) {
    return className.startsWith("dev.serialhandshake.core.")
        || className.matches("dev\\.serialhandshake\\.netty\\.[A-Z].*")
        || className.equals("io.netty.util.concurrent.ScheduledFutureTask")
        || className.equals("[Lio.netty.util.internal.PriorityQueueNode;");
  }

  private void close(WireChannel[] channels) throws InterruptedException {
    for (WireChannel channel : channels) {
      channel.close();
    }
    awaitLoop();
  }
}

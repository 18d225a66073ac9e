// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.bench;

import dev.serialhandshake.core.HandshakeSettings;
import dev.serialhandshake.netty.HandshakeHandler;
import dev.serialhandshake.netty.HandshakeHandlerSettings;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import java.time.Duration;
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
    pending.bytesEach(FEW, () -> HandshakeHandler.server(PATIENT)); // loads classes
    double bare = pending.bytesEach(many, ChannelInboundHandlerAdapter::new);
    // A handler without fields is 16 bytes, and stands in for the 16 that any handler has.
    bare -= 16;
    print("server", pending.bytesEach(many, () -> HandshakeHandler.server(PATIENT)) - bare);
    print("client", pending.bytesEach(many, () -> HandshakeHandler.client(PATIENT)) - bare);
    for (int i = 0; i < 200; i++) {
      pending.nanosEach(FEW);
    }
    double[] few = new double[20];
    for (int i = 0; i < few.length; i++) {
      few[i] = pending.nanosEach(FEW);
    }
    java.util.Arrays.sort(few);
    print("few", few[few.length / 2]);
    print("many", pending.nanosEach(many));
    pending.loop.shutdownGracefully();
  }

  private static void print(String name, double value) {
    System.out.println(name + " " + value);
  }

  private WireChannel open(ChannelHandler handler) throws InterruptedException {
    WireChannel channel = new WireChannel();
    loop.register(channel);
    loop.submit(() -> channel.pipeline().addLast(handler));
    return channel;
  }

  private double bytesEach(int count, Supplier<ChannelHandler> handlers) throws Exception {
    WireChannel[] channels = new WireChannel[count];
    long before = Heap.used();
    for (int i = 0; i < count; i++) {
      channels[i] = open(handlers.get());
    }
    awaitLoop();
    double bytes = (double) (Heap.used() - before) / count;
    close(channels);
    return bytes;
  }

  /** Half of them are clients whose SYN is written already, half are servers. */
  private double nanosEach(int count) throws Exception {
    WireChannel[] channels = new WireChannel[count];
    for (int i = 0; i < count; i += 2) {
      channels[i] = open(HandshakeHandler.client(PATIENT));
      channels[i + 1] = open(HandshakeHandler.server(PATIENT));
    }
    awaitLoop();
    long start = System.nanoTime();
    loop.submit(() -> plugIn(channels)).sync();
    awaitLoop();
    double nanos = (double) (System.nanoTime() - start) / count;
    for (WireChannel channel : channels) {
      if (channel.pipeline().get(HandshakeHandler.class) != null) {
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

  private void close(WireChannel[] channels) throws InterruptedException {
    for (WireChannel channel : channels) {
      channel.close();
    }
    awaitLoop();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.bench;

import dev.serialhandshake.core.HandshakeSettings;
import dev.serialhandshake.netty.HandshakeHandler;
import dev.serialhandshake.netty.HandshakeHandlerSettings;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.util.ReferenceCountUtil;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Garbage over loopback TCP to a server that waits for a SYN, in reads of one size, against a
 * handler that only releases what comes in. One operation is one megabyte.
 */
final class GarbageFlood implements Rounds.Load, AutoCloseable {

  private static final int MEGABYTE = 1 << 20;

  private final Loopback loopback = new Loopback(TransportKind.NIO);
  private final Supplier<ChannelHandler> receiver;
  private final int readSize;
  private final byte[] garbage;

  private GarbageFlood(Supplier<ChannelHandler> receiver, int readSize, byte[] garbage) {
    this.receiver = receiver;
    this.readSize = readSize;
    this.garbage = garbage;
  }

  /** What Netty's discard example does. */
  private static final class Discard extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ReferenceCountUtil.release(message);
    }
  }

  private static ChannelHandler patientServer() {
    return HandshakeHandler.server(
        HandshakeHandlerSettings.builder()
            .handshake(HandshakeSettings.builder().handshakeTimeout(Duration.ZERO).build())
            .build());
  }

  /** No SYN in it: that would be answered. */
  private static byte[] garbage(boolean control) {
    byte[] bytes = new byte[MEGABYTE];
    new Random(1).nextBytes(bytes);
    for (int i = 0; i < bytes.length; i++) {
      if (control) {
        bytes[i] = (byte) ((bytes[i] & 1) == 0 ? 0x06 : 0x15);
      } else if (bytes[i] == 0x16) {
        bytes[i] = ' ';
      }
    }
    return bytes;
  }

  static List<Figure> measure(Effort effort) throws Exception {
    List<Figure> figures = new ArrayList<>();
    for (int readSize : new int[] {64, 1024, 65536}) {
      for (boolean control : new boolean[] {false, true}) {
        byte[] garbage = garbage(control);
        int megabytes = readSize == 64 ? effort.pick(4, 6) : effort.pick(20, 200);
        try (GarbageFlood handshake =
                new GarbageFlood(GarbageFlood::patientServer, readSize, garbage);
            GarbageFlood discard = new GarbageFlood(Discard::new, readSize, garbage)) {
          figures.add(
              Rounds.of(handshake, discard, megabytes, effort.pick(1, 3), effort.pick(3, 15))
                  .rate(
                      "megabytes of garbage discarded, "
                          + (control ? "`06` and `15`" : "random")
                          + ", reads of "
                          + readSize,
                      Bar.ratioAtLeast(0.97)));
        }
      }
    }
    figures.add(memory(effort));
    return figures;
  }

  private static Figure memory(Effort effort) throws Exception {
    try (GarbageFlood flood =
        new GarbageFlood(GarbageFlood::patientServer, 65536, garbage(false))) {
      flood.run(100);
      long before = Heap.used();
      flood.run(effort.pick(200, 10 * 1024));
      return Figure.of(
          "heap after " + effort.pick(200, 10 * 1024) + " megabytes of garbage, and before",
          "kB",
          Heap.used() / 1e3,
          before / 1e3,
          Bar.moreAtMost(256));
    }
  }

  @Override
  public long[] run(int operations) throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Bootstrap bootstrap =
          loopback
              .connectTo(child -> child.pipeline().addLast(receiver.get(), new Quiet()))
              .option(
                  ChannelOption.RECVBUF_ALLOCATOR,
                  new FixedRecvByteBufAllocator(readSize).maxMessagesPerRead(16));
      Channel channel = bootstrap.connect(server.getLocalSocketAddress()).sync().channel();
      try (Socket sender = server.accept();
          OutputStream out = sender.getOutputStream()) {
        for (int i = 0; i < operations; i++) {
          out.write(garbage);
        }
      }
      if (!channel.closeFuture().await(5, TimeUnit.MINUTES)) {
        throw new IllegalStateException("the garbage does not end");
      }
    }
    return new long[1];
  }

  @Override
  public void close() {
    loopback.close();
  }
}

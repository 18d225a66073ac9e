// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.serialhandshake.netty.serial.SerialAddress;
import dev.serialhandshake.netty.serial.SerialChannel;
import dev.serialhandshake.testing.PtyPair;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.ReferenceCountUtil;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Serial channels on pseudo-terminals: how long a byte takes on a line that was silent, from the
 * write at one end to the read at the other, against plain files on the same line; and what idle
 * ports cost.
 */
final class SerialLine {

  private static final int IDLE_PORTS = 16;

  private SerialLine() {}

  private interface End {
    void write() throws Exception;
  }

  static List<Figure> measure(Effort effort) throws Exception {
    Path directory = Files.createTempDirectory("serial-line");
    List<Figure> figures = new ArrayList<>(latency(directory, effort.pick(100, 2000)));
    figures.add(idle(directory, effort.pick(2, 20)));
    return figures;
  }

  private static List<Figure> latency(Path directory, int rounds) throws Exception {
    BlockingQueue<Long> arrivals = new LinkedBlockingQueue<>();
    long[] files;
    try (PtyPair line = PtyPair.open(directory);
        FileOutputStream out = new FileOutputStream(line.a());
        FileInputStream in = new FileInputStream(line.b())) {
      Thread reader = new Thread(() -> readAll(in, arrivals), "file-reader");
      reader.setDaemon(true);
      reader.start();
      files = measure(() -> out.write('x'), arrivals, rounds);
    }
    arrivals.clear();
    EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    long[] channels;
    try (PtyPair line = PtyPair.open(directory)) {
      Channel sender = open(loops, line.a(), arrivals);
      open(loops, line.b(), arrivals);
      channels =
          measure(
              () -> sender.writeAndFlush(Unpooled.wrappedBuffer(new byte[] {'x'})),
              arrivals,
              rounds);
      loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
    }
    return List.of(
        figure("median", channels, files, 0.5), figure("99th percentile", channels, files, 0.99));
  }

  private static Figure figure(String name, long[] channels, long[] files, double share) {
    return Figure.of(
        "write to read on a silent line, " + name,
        "ms",
        channels[(int) (channels.length * share)] / 1e6,
        files[(int) (files.length * share)] / 1e6,
        Bar.moreAtMost(2));
  }

  private static long[] measure(End end, BlockingQueue<Long> arrivals, int rounds)
      throws Exception {
    long[] nanos = new long[rounds];
    for (int i = -rounds / 10; i < rounds; i++) {
      TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextInt(5, 15));
      long start = System.nanoTime();
      end.write();
      Long arrival = arrivals.poll(30, TimeUnit.SECONDS);
      if (arrival == null) {
        throw new IllegalStateException("a byte did not arrive");
      }
      nanos[Math.max(0, i)] = arrival - start;
    }
    Arrays.sort(nanos);
    return nanos;
  }

  private static void readAll(FileInputStream in, BlockingQueue<Long> arrivals) {
    try {
      while (in.read() >= 0) {
        arrivals.add(System.nanoTime());
      }
    } catch (IOException e) {
      // The line is gone.
    }
  }

  private static Channel open(EventLoopGroup loops, String port, BlockingQueue<Long> arrivals)
      throws InterruptedException {
    return new Bootstrap()
        .group(loops)
        .channel(SerialChannel.class)
        .handler(
            new ChannelInboundHandlerAdapter() {
              @Override
              public void channelRead(ChannelHandlerContext ctx, Object message) {
                arrivals.add(System.nanoTime());
                ReferenceCountUtil.release(message);
              }
            })
        .connect(new SerialAddress(port))
        .sync()
        .channel();
  }

  private static Figure idle(Path directory, int seconds) throws Exception {
    EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    List<PtyPair> lines = new ArrayList<>();
    for (int i = 0; i < IDLE_PORTS / 2; i++) {
      PtyPair line = PtyPair.open(Files.createDirectory(directory.resolve("line" + i)));
      lines.add(line);
      open(loops, line.a(), new LinkedBlockingQueue<>());
      open(loops, line.b(), new LinkedBlockingQueue<>());
    }
    TimeUnit.SECONDS.sleep(2); // compilers and the like
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long before = system.getProcessCpuTime();
    TimeUnit.SECONDS.sleep(seconds);
    double percent = (system.getProcessCpuTime() - before) / 1e7 / seconds;
    loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
    lines.forEach(PtyPair::close);
    return Figure.of(
        "processor time with " + IDLE_PORTS + " idle ports",
        "% of one",
        percent,
        0,
        Bar.moreAtMost(1));
  }
}

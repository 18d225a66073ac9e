// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Carries a line while the machine at its end still boots: the boot log is mixed into the bytes of
 * one direction, or of both, at the pace of a line of 115200 baud, for three seconds.
 */
final class BootingRelay implements AutoCloseable {

  /** To whom the boot log goes. */
  enum Towards {
    CLIENT,
    SERVER,
    BOTH
  }

  private static final int CHUNK = 64;
  private static final long MICROS_PER_CHUNK = 5_500;
  private static final int CHUNKS = 545; // 3 s

  private final Towards towards;
  private final byte[] log = Noise.bytes();
  private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(4);
  private final ConcurrentLinkedQueue<Channel> open = new ConcurrentLinkedQueue<>();
  private volatile long lastPrintedAt;

  BootingRelay(Towards towards) throws IOException {
    this.towards = towards;
  }

  /**
   * Accepts connections until it is closed; each meets a machine that has just been switched on.
   */
  void listen(ServerSocketChannel listener, SocketAddress server) {
    open.add(listener);
    Thread acceptor =
        new Thread(
            () -> {
              try {
                while (true) {
                  SocketChannel near = listener.accept();
                  open.add(near);
                  SocketChannel far = SocketChannel.open(server);
                  open.add(far);
                  boot(new End(near, near), new End(far, far));
                }
              } catch (IOException e) {
                // Closed: the test has ended.
              }
            },
            "booting-relay");
    acceptor.setDaemon(true);
    acceptor.start();
  }

  /** The machine is switched on now. Both are device files that stay open until this is closed. */
  void between(String nearDevice, String farDevice) throws IOException {
    boot(device(nearDevice), device(farDevice));
  }

  private End device(String path) throws IOException {
    FileInputStream in = new FileInputStream(path);
    FileOutputStream out = new FileOutputStream(path);
    open.addAll(List.of(in.getChannel(), out.getChannel()));
    return new End(in.getChannel(), out.getChannel());
  }

  /** How long ago the last byte of the boot log was written. */
  double secondsSinceTheLog() {
    return (System.nanoTime() - lastPrintedAt) / 1e9;
  }

  private void boot(End near, End far) {
    if (towards != Towards.SERVER) {
      printLog(near);
    }
    if (towards != Towards.CLIENT) {
      printLog(far);
    }
    carry(near, far);
    carry(far, near);
  }

  private void printLog(End end) {
    end.beginLog();
    AtomicInteger printed = new AtomicInteger();
    threads.scheduleAtFixedRate(
        () -> {
          int chunk = printed.getAndIncrement();
          int from = chunk * CHUNK % log.length;
          if (chunk >= CHUNKS || !end.print(ByteBuffer.wrap(log, from, chunkAt(from)))) {
            end.endLog();
            throw new EndOfLog();
          }
          lastPrintedAt = System.nanoTime();
        },
        0,
        MICROS_PER_CHUNK,
        TimeUnit.MICROSECONDS);
  }

  private int chunkAt(int from) {
    return Math.min(CHUNK, log.length - from);
  }

  private static void carry(End from, End to) {
    Thread carrier =
        new Thread(
            () -> {
              ByteBuffer buffer = ByteBuffer.allocate(65536);
              try {
                while (from.in.read(buffer) >= 0 && to.carry(buffer.flip())) {
                  buffer.clear();
                }
                to.endOutput();
              } catch (IOException e) {
                to.hangUp();
              }
            },
            "booting-relay-carrier");
    carrier.setDaemon(true);
    carrier.start();
  }

  @Override
  public void close() throws IOException {
    threads.shutdownNow();
    for (Channel channel : open) {
      channel.close();
    }
  }

  /**
   * One end of the line. While a log is printed there, bytes of the other end are written right
   * after a piece of it. On a busy machine they could otherwise come in a pause of the log, which a
   * real machine does not make.
   */
  private static final class End {
    private final ReadableByteChannel in;
    private final WritableByteChannel out;
    private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();
    private boolean printing;

    End(ReadableByteChannel in, WritableByteChannel out) {
      this.in = in;
      this.out = out;
    }

    synchronized void beginLog() {
      printing = true;
    }

    /**
     * Writes a piece of the log, then the bytes that wait. Returns whether the end is still there.
     */
    synchronized boolean print(ByteBuffer piece) {
      ByteBuffer held = ByteBuffer.wrap(waiting.toByteArray());
      waiting.reset();
      return write(piece) && write(held);
    }

    synchronized void endLog() {
      printing = false;
      print(ByteBuffer.allocate(0));
    }

    /** Carries bytes of the other end; returns whether this end is still there. */
    synchronized boolean carry(ByteBuffer bytes) {
      if (!printing) {
        return write(bytes);
      }
      byte[] held = new byte[bytes.remaining()];
      bytes.get(held);
      waiting.writeBytes(held);
      return true;
    }

    /** The other end says no more; what this end says still reaches it. */
    synchronized void endOutput() throws IOException {
      print(ByteBuffer.allocate(0));
      if (out instanceof SocketChannel socket) {
        socket.shutdownOutput();
      } else {
        out.close();
      }
    }

    /** The other end is lost. */
    void hangUp() {
      try {
        out.close();
      } catch (IOException e) {
        // It is closed all the same.
      }
    }

    private boolean write(ByteBuffer bytes) {
      try {
        while (bytes.hasRemaining()) {
          out.write(bytes);
        }
        return true;
      } catch (IOException e) {
        return false;
      }
    }
  }

  /** Ends a repeated task, which only an exception can do from within. */
  private static final class EndOfLog extends RuntimeException {
    private static final long serialVersionUID = 1;

    EndOfLog() {
      super("the log is over", null, false, false);
    }
  }
}

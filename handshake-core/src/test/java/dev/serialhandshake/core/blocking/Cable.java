// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.blocking;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** A line for a link that can be cut and plugged in again; each time it is a new one. */
final class Cable implements AutoCloseable {

  private final BlockingQueue<TestLine> forClient = new LinkedBlockingQueue<>();
  private final BlockingQueue<TestLine> forServer = new LinkedBlockingQueue<>();
  private final UnaryOperator<OutputStream> faults;
  private TestLine plugged = new TestLine();

  /** A clean one. */
  Cable() {
    this(out -> out);
  }

  /** One whose both ends write through something. */
  Cable(UnaryOperator<OutputStream> faults) {
    this.faults = faults;
    plug();
  }

  /** There is a line, for each end once. */
  void plug() {
    plugged = new TestLine();
    forClient.add(plugged);
    forServer.add(plugged);
  }

  /** Both ends notice. */
  void cut() {
    try {
      plugged.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void cutAndPlug() {
    cut();
    plug();
  }

  BlockingLink.Line client(Duration most) throws IOException, InterruptedException {
    TestLine line = next(forClient, most);
    return end(line.fromServer, faults.apply(line.toServer), line.toServer);
  }

  BlockingLink.Line server(Duration most) throws IOException, InterruptedException {
    TestLine line = next(forServer, most);
    return end(line.fromClient, faults.apply(line.toClient), line.toClient);
  }

  private static TestLine next(BlockingQueue<TestLine> lines, Duration most)
      throws IOException, InterruptedException {
    TestLine line = lines.poll(most.toNanos(), TimeUnit.NANOSECONDS);
    if (line == null) {
      throw new IOException("not plugged in");
    }
    return line;
  }

  /** One end of a line: what is closed with it, and then its input. */
  static BlockingLink.Line end(InputStream in, OutputStream out, Closeable closed) {
    return new BlockingLink.Line() {
      @Override
      public InputStream in() {
        return in;
      }

      @Override
      public OutputStream out() {
        return out;
      }

      @Override
      public void close() throws IOException {
        closed.close();
        in.close();
      }
    };
  }

  @Override
  public void close() {
    cut();
  }
}

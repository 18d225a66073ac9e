// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.bench;

import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** One handshake between two embedded channels, both sides counted. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class EmbeddedPair {

  @Param public Contender contender;

  private EmbeddedChannel client;
  private EmbeddedChannel server;

  @Setup
  public void open() {
    client = new EmbeddedChannel();
    server = new EmbeddedChannel();
  }

  @TearDown
  public void close() {
    client.finishAndReleaseAll();
    server.finishAndReleaseAll();
  }

  /** As a port that stays open: what the handshake costs, and nothing else. */
  @Benchmark
  public void sameChannels() {
    shakeHands(client, server);
  }

  /** As a connection each. */
  @Benchmark
  public void newChannels() {
    EmbeddedChannel near = new EmbeddedChannel();
    EmbeddedChannel far = new EmbeddedChannel();
    shakeHands(near, far);
    near.finishAndReleaseAll();
    far.finishAndReleaseAll();
  }

  private void shakeHands(EmbeddedChannel near, EmbeddedChannel far) {
    far.pipeline().addLast(contender.server(Contender.NOBODY));
    near.pipeline().addLast(contender.client(Contender.NOBODY));
    boolean more = true;
    while (more) {
      pass(near, far);
      more = pass(far, near);
    }
    if (near.pipeline().first() != null || far.pipeline().first() != null) {
      throw new IllegalStateException("no handshake");
    }
  }

  private static boolean pass(EmbeddedChannel from, EmbeddedChannel to) {
    boolean any = false;
    for (Object frame = from.readOutbound(); frame != null; frame = from.readOutbound()) {
      to.writeInbound(frame);
      any = true;
    }
    return any;
  }
}

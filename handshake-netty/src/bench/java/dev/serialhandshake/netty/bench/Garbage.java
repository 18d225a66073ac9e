// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.bench;

import dev.serialhandshake.netty.HandshakeHandler;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
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

/** What one read of garbage costs without a transport: the same whatever its length, no memory. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Garbage {

  @Param({"64", "65536"})
  public int length;

  private EmbeddedChannel channel;
  private ByteBuf read;

  @Setup
  public void open() {
    channel = new EmbeddedChannel(HandshakeHandler.server());
    read = Unpooled.directBuffer(length).writeZero(length);
  }

  @TearDown
  public void close() {
    channel.finishAndReleaseAll();
    read.release();
  }

  @Benchmark
  public void oneRead() {
    channel.pipeline().fireChannelRead(read.setIndex(0, length).retain());
    channel.pipeline().fireChannelReadComplete();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.serialhandshake.cli.process.Child;
import dev.serialhandshake.cli.process.Ending;
import dev.serialhandshake.cli.process.WindowSize;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a channel does with a child process that fails. */
class ProcessHandlerTest {

  /** A child whose output fails, as a stream of Java does after a hang-up. */
  private static final class HungUp implements Child {
    private final InputStream output = InputStream.nullInputStream();

    HungUp() throws IOException {
      output.close();
    }

    @Override
    public OutputStream input() {
      return OutputStream.nullOutputStream();
    }

    @Override
    public InputStream output() {
      return output;
    }

    @Override
    public InputStream errors() {
      return InputStream.nullInputStream();
    }

    @Override
    public Ending await() {
      return Ending.exit(0);
    }

    @Override
    public void hangUp() {}

    @Override
    public boolean signal(String name) {
      return false;
    }

    @Override
    public void resize(WindowSize size) {}
  }

  @Test
  void theBufferOfAReadThatFailsIsReleased() throws Exception {
    UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false);
    CompletableFuture<Channel> ended = new CompletableFuture<>();
    EmbeddedChannel session = new EmbeddedChannel();
    session.config().setAllocator(allocator);
    session.pipeline().addLast(new ProcessHandler(new HungUp(), 512, ended::complete));
    session.pipeline().fireChannelActive();
    assertSame(session, ended.get(30, TimeUnit.SECONDS));
    assertEquals(0, allocator.metric().usedHeapMemory() + allocator.metric().usedDirectMemory());
    session.finishAndReleaseAll();
  }
}

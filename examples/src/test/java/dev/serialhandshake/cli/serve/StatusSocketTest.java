// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.serialhandshake.cli.serve.line.Transport;
import io.netty.channel.EventLoopGroup;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What a program that asks for the status gets when a line does not answer. */
@Timeout(60)
@DisabledOnOs(OS.WINDOWS)
class StatusSocketTest {

  private final EventLoopGroup loops = Transport.newEventLoops();

  @TempDir Path folder;

  @AfterEach
  void close() {
    loops.shutdownGracefully(0, 10, TimeUnit.SECONDS).awaitUninterruptibly(30, TimeUnit.SECONDS);
  }

  @Test
  void anAskerDoesNotWaitForEverForALineThatHangs() throws Exception {
    Path socket = folder.resolve("private/status");
    StatusSocket.open(socket, loops, CompletableFuture::new, Duration.ofMillis(1));
    try (SocketChannel asker = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      assertEquals(0, Channels.newInputStream(asker).readAllBytes().length);
    }
  }
}

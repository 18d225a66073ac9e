// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The programs of README.md clear a line, and each end hears the other's greeting. */
@Timeout(120)
class ReadmeProgramsIT {

  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

  @TempDir Path folder;

  @BeforeEach
  void nothingHeardYet() {
    ReadmePrograms.Session.HEARD.clear();
  }

  @AfterEach
  void end() throws InterruptedException {
    loops.shutdownGracefully(0, 60, TimeUnit.SECONDS).sync();
  }

  @Test
  void theTcpProgramsMeet() throws Exception {
    Channel listening = ReadmePrograms.tcpServer(loops, 0).sync().channel();
    int port = ((InetSocketAddress) listening.localAddress()).getPort();
    ReadmePrograms.tcpClient(loops, "127.0.0.1", port).sync();
    bothEndsHearAGreeting();
  }

  @Test
  void theSerialProgramsMeet() throws Exception {
    try (PtyLine line = new PtyLine(folder)) {
      ReadmePrograms.serialServer(loops, line.a).sync();
      ReadmePrograms.serialClient(loops, line.b).sync();
      bothEndsHearAGreeting();
      end(); // before the line goes
    }
  }

  private static void bothEndsHearAGreeting() throws InterruptedException {
    for (int end = 0; end < 2; end++) {
      assertEquals("!", ReadmePrograms.Session.HEARD.poll(60, TimeUnit.SECONDS));
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.jna.Memory;
import dev.serialhandshake.testing.PtyPair;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Whether the kernel refuses an open port to other programs, as it tells itself. */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class ExclusiveUseTest {

  private static final long TIOCGEXCL = 0x80045440L;

  @TempDir Path directory;

  private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private PtyPair line;

  @BeforeEach
  void makeLine() {
    line = PtyPair.open(directory);
  }

  @AfterEach
  void stop() {
    line.close();
    Ports.await(loop.shutdownGracefully(0, 30, TimeUnit.SECONDS));
  }

  @Test
  void aChannelHasItsPortAloneUntilItCloses() throws IOException {
    SerialChannel channel = Ports.open(loop, line.a(), new Recorder());
    assertTrue(isExclusive());
    Ports.close(channel);
    assertFalse(isExclusiveOnceOpened());
  }

  @Test
  void streamsHaveTheirPortAloneUntilTheyClose() throws IOException {
    SerialStreams streams = SerialStreams.open(line.a(), SerialSettings.defaults());
    assertTrue(isExclusive());
    streams.close();
    assertFalse(isExclusiveOnceOpened());
  }

  private boolean isExclusiveOnceOpened() throws IOException {
    try (RandomAccessFile open = new RandomAccessFile(line.a(), "rw")) {
      Objects.requireNonNull(open.getFD());
      return isExclusive();
    }
  }

  private boolean isExclusive() throws IOException {
    PortDescriptor descriptor =
        Objects.requireNonNull(PortDescriptor.of(Path.of(line.a()).toRealPath().toString()));
    try (Memory answer = new Memory(Integer.BYTES)) {
      assertTrue(descriptor.ioctl(TIOCGEXCL, answer));
      return answer.getInt(0) != 0;
    }
  }
}

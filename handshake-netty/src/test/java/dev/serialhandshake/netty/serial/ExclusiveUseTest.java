// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.jna.Memory;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whether the kernel refuses an open port to other programs, as it tells itself. */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class ExclusiveUseTest {

  private static final long TIOCGEXCL = 0x80045440L;

  @RegisterExtension final Ports ports = new Ports();

  @Test
  void aChannelHasItsPortAloneUntilItCloses() throws IOException {
    SerialChannel channel = ports.openA(new PortRecorder());
    assertTrue(isExclusive());
    Ports.close(channel);
    assertFalse(isExclusiveOnceOpened());
  }

  @Test
  void streamsHaveTheirPortAloneUntilTheyClose() throws IOException {
    SerialStreams streams = SerialStreams.open(ports.a(), SerialSettings.defaults());
    assertTrue(isExclusive());
    streams.close();
    assertFalse(isExclusiveOnceOpened());
  }

  /** Nobody would end it there, as the kernel does when the last program closes a port. */
  @Test
  void aPseudoTerminalThatIsHandedOverIsRefusedToNobody() throws IOException {
    try (SerialStreams streams = SerialStreams.open(ports.a(), SerialSettings.defaults())) {
      streams.handOver();
      assertFalse(isExclusive());
    }
  }

  private boolean isExclusiveOnceOpened() throws IOException {
    try (RandomAccessFile open = new RandomAccessFile(ports.a(), "rw")) {
      Objects.requireNonNull(open.getFD());
      return isExclusive();
    }
  }

  private boolean isExclusive() throws IOException {
    try (Memory answer = new Memory(Integer.BYTES)) {
      assertTrue(Ports.descriptor(ports.a()).ioctl(TIOCGEXCL, answer));
      return answer.getInt(0) != 0;
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What is asked of a device that is closed, or that is no port. */
@EnabledOnOs(OS.LINUX)
class SerialDeviceTest {

  @TempDir Path directory;
  @RegisterExtension final Ports ports = new Ports();

  @Test
  void aClosedDeviceGivesAndTakesNothing() throws IOException {
    SerialDevice device = SerialDevice.open(ports.a(), SerialSettings.defaults(), true);
    assertEquals(0, device.bytesAvailable());
    device.close(0);
    device.close(0);
    assertEquals(-1, device.read(new byte[1], 0, 1));
    assertFalse(device.write(new byte[1], 1));
    assertEquals(-1, device.bytesAvailable());
    assertFalse(device.setBreak(true));
    assertFalse(device.setLines(false, false));
    assertEquals(ModemLines.NONE, device.modemLines());
  }

  @Test
  void aDeviceThatThisProcessHasNotOpenCountsNothing() {
    assertNull(DriverCounts.begin(directory.resolve("ttyUSB0").toString()));
  }

  @Test
  void whatIsNoPortCountsNothing() throws IOException {
    Path file = Files.createFile(directory.toRealPath().resolve("file"));
    try (InputStream open = Files.newInputStream(file)) {
      assertNull(DriverCounts.begin(file.toString()));
      assertEquals(-1, open.read());
    }
  }
}

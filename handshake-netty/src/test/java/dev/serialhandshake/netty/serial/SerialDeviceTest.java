// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
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
  void thereIsNoDescriptorOfADeviceThatThisProcessHasNotOpen() {
    assertEquals(Set.of(), PortDescriptor.numbers(directory.resolve("ttyUSB0").toString()));
    assertNull(PortDescriptor.of(PortDescriptor.since(Set.of(), "ttyUSB0")));
  }

  /** Such as the terminal that the program was started from. */
  @Test
  void anotherDescriptorOfTheDeviceIsNotTaken() throws IOException {
    String path = Path.of(ports.a()).toRealPath().toString();
    try (RandomAccessFile other = new RandomAccessFile(path, "rw")) {
      Set<Integer> before = PortDescriptor.numbers(path);
      assertFalse(before.isEmpty(), () -> "no descriptor of " + other);
      SerialDevice device = SerialDevice.open(path, SerialSettings.defaults(), true);
      assertTrue(device.descriptor() >= 0);
      assertFalse(before.contains(device.descriptor()));
      device.close(0);
    }
  }

  @Test
  void whatIsNoPortCountsNothing() throws IOException {
    Path file = Files.createFile(directory.toRealPath().resolve("file"));
    try (InputStream open = Files.newInputStream(file)) {
      assertNull(DriverCounts.begin(Ports.descriptor(file.toString())));
      assertEquals(-1, open.read());
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisabledOnOs(OS.WINDOWS)
class LinuxPortsTest {

  @TempDir Path root;

  private Path classes;
  private Path devices;
  private Path udev;

  @BeforeEach
  void makeDirectories() throws IOException {
    root = root.toRealPath();
    classes = Files.createDirectories(root.resolve("class"));
    devices = Files.createDirectories(root.resolve("dev"));
    udev = Files.createDirectories(root.resolve("udev"));
  }

  @Test
  void aUsbAdapterIsDescribedByItsOwnWordsAndItsStableNames() throws IOException {
    Path usb = Files.createDirectories(root.resolve("usb1/1-1"));
    write(usb.resolve("idVendor"), "0403");
    write(usb.resolve("manufacturer"), "FTDI");
    write(usb.resolve("product"), "FT232R USB UART");
    write(usb.resolve("serial"), "A50285BI");
    port("ttyUSB0", Files.createDirectories(usb.resolve("1-1:1.0/ttyUSB0")));
    Path byPath = link("by-path", "pci-0000:00:14.0-usb-0:1:1.0-port0", "ttyUSB0");
    Path byId = link("by-id", "usb-FTDI_FT232R_USB_UART_A50285BI-if00-port0", "ttyUSB0");
    link("by-id", "usb-another", "ttyUSB1");

    SerialPortInfo found = list().get(0);
    assertEquals(devices.resolve("ttyUSB0").toString(), found.path());
    assertEquals("FTDI FT232R USB UART A50285BI", found.description());
    assertEquals(List.of(byId.toString(), byPath.toString()), found.stableNames());
    assertEquals(byId.toString(), found.bestName());
  }

  @Test
  void aBuiltInPortIsDescribedByItsDriver() throws IOException {
    Path hardware = Files.createDirectories(root.resolve("platform/serial8250"));
    Path driver = Files.createDirectories(root.resolve("drivers/uart"));
    Files.createSymbolicLink(hardware.resolve("driver"), driver);
    write(port("ttyS0", hardware).resolve("type"), "4");

    assertEquals(
        List.of(new SerialPortInfo(devices.resolve("ttyS0").toString(), "uart", List.of())),
        list());
  }

  @Test
  void aNameWithoutHardwareIsLeftOut() throws IOException {
    write(port("ttyS3", Files.createDirectories(root.resolve("platform"))).resolve("type"), "0");
    assertEquals(List.of(), list());
  }

  @Test
  void aPortWithoutADeviceFileIsLeftOut() throws IOException {
    port("ttyUSB0", Files.createDirectories(root.resolve("usb1/1-1/ttyUSB0")));
    Files.delete(devices.resolve("ttyUSB0"));
    assertEquals(List.of(), list());
  }

  @Test
  void aUsbAdapterOfFewWordsIsDescribedByThose() throws IOException {
    Path usb = Files.createDirectories(root.resolve("usb1/1-1"));
    write(usb.resolve("idVendor"), "1a86");
    write(usb.resolve("product"), "USB Serial");
    port("ttyUSB0", usb);
    Files.createFile(devices.resolve("ttyUSB1"));
    link("by-id", "usb-another", "ttyUSB1");
    SerialPortInfo found = list().get(0);
    assertEquals("USB Serial", found.description());
    assertEquals(devices.resolve("ttyUSB0").toString(), found.bestName());
  }

  @Test
  void aDriverOfNoMeaningIsPassedOver() throws IOException {
    Path hardware = Files.createDirectories(root.resolve("platform/serial8250/serial8250:0"));
    Path port = Files.createDirectories(hardware.resolve("port"));
    Path meaningless = Files.createDirectories(root.resolve("drivers/serial-base/port"));
    Files.createSymbolicLink(port.resolve("driver"), meaningless);
    Path driver = Files.createDirectories(root.resolve("drivers/uart"));
    Files.createSymbolicLink(hardware.resolve("driver"), driver);
    write(port("ttyS0", port).resolve("type"), "4");
    assertEquals("uart", list().get(0).description());
  }

  @Test
  void thePortsOfThisMachineAreListedByPath() {
    List<String> paths = SerialPorts.list().stream().map(SerialPortInfo::path).toList();
    assertEquals(paths.stream().sorted().toList(), paths);
  }

  @Test
  void aConsoleIsNoPort() throws IOException {
    Files.createDirectories(classes.resolve("tty1"));
    Files.createFile(devices.resolve("tty1"));
    assertEquals(List.of(), list());
  }

  @ParameterizedTest
  @CsvSource({"ttyGS0, USB gadget", "hvc0, hypervisor", "rfcomm12, Bluetooth"})
  void aKindOfPortWithoutADeviceOfItsOwnIsListed(String name, String words) throws IOException {
    Files.createDirectories(classes.resolve(name));
    Files.createFile(devices.resolve(name));
    SerialPortInfo found = list().get(0);
    assertEquals(devices.resolve(name).toString(), found.path());
    assertTrue(found.description().contains(words), found.description());
  }

  /** Such as {@code /dev/serial0} of a Raspberry Pi. */
  @Test
  void aLinkInDevIsAStableNameAfterThoseOfUdev() throws IOException {
    port("ttyS0", Files.createDirectories(root.resolve("platform")));
    Path byPath = link("by-path", "platform-serial0", "ttyS0");
    Path serial0 = Files.createSymbolicLink(devices.resolve("serial0"), Path.of("ttyS0"));
    assertEquals(List.of(byPath.toString(), serial0.toString()), list().get(0).stableNames());
  }

  @Test
  void aLinkOfAUsersOwnRuleIsAStableName() throws IOException {
    Path entry = port("ttyUSB0", Files.createDirectories(root.resolve("usb1")));
    write(entry.resolve("dev"), "188:0");
    write(udev.resolve("c188:0"), "S:boards/left\nS:gone\nE:ID_BUS=usb");
    Files.createDirectories(devices.resolve("boards"));
    Path link = Files.createSymbolicLink(devices.resolve("boards/left"), Path.of("../ttyUSB0"));
    assertEquals(List.of(link.toString()), list().get(0).stableNames());
  }

  @Test
  void aLinkToWhatAProcessHasOpenIsNoName() throws IOException {
    port("ttyS0", Files.createDirectories(root.resolve("platform")));
    Files.createSymbolicLink(devices.resolve("stdin"), Path.of("/proc/self/fd/0"));
    assertEquals(List.of(), list().get(0).stableNames());
  }

  @Test
  void noDirectoriesMeanNoPorts() {
    assertEquals(List.of(), new LinuxPorts(root.resolve("no"), devices, udev).list());
  }

  private List<SerialPortInfo> list() {
    return new LinuxPorts(classes, devices, udev).list();
  }

  private Path port(String name, Path hardware) throws IOException {
    Path entry = Files.createDirectories(classes.resolve(name));
    Files.createSymbolicLink(entry.resolve("device"), hardware);
    Files.createFile(devices.resolve(name));
    return entry;
  }

  private Path link(String kind, String name, String port) throws IOException {
    Path directory = Files.createDirectories(devices.resolve("serial").resolve(kind));
    return Files.createSymbolicLink(directory.resolve(name), Path.of("../..", port));
  }

  private static void write(Path file, String line) throws IOException {
    Files.writeString(file, line + "\n");
  }
}

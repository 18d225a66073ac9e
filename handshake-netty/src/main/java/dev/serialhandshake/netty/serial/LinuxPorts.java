// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Ports as the kernel's and udev's files describe them. */
final class LinuxPorts {

  /** What the kernel says of a name that it made for a UART which is not there. */
  private static final String NO_UART = "0";

  /** Kinds of ports that have no device of their own in {@code /sys}, and what they are. */
  private static final Map<String, String> WITHOUT_DEVICE =
      Map.of(
          "ttyGS", "USB gadget: the other end is the host",
          "hvc", "console of the hypervisor",
          "rfcomm", "Bluetooth");

  private static final Pattern NUMBER = Pattern.compile("\\d+$");

  /** Links to whatever a process has open. */
  private static final Path PROCESSES = Path.of("/proc");

  private final Path classes;
  private final Path devices;
  private final Path udev;

  /**
   * @param classes {@code /sys/class/tty}
   * @param devices {@code /dev}
   * @param udev {@code /run/udev/data}
   */
  LinuxPorts(Path classes, Path devices, Path udev) {
    this.classes = classes;
    this.devices = devices;
    this.udev = udev;
  }

  static LinuxPorts ofThisMachine() {
    return new LinuxPorts(Path.of("/sys/class/tty"), Path.of("/dev"), Path.of("/run/udev/data"));
  }

  List<SerialPortInfo> list() {
    List<SerialPortInfo> ports = new ArrayList<>();
    for (Path entry : entries(classes)) {
      Path device = devices.resolve(entry.getFileName().toString());
      if (isPort(entry) && Files.exists(device)) {
        ports.add(new SerialPortInfo(device.toString(), description(entry), names(entry, device)));
      }
    }
    ports.sort(Comparator.comparing(SerialPortInfo::path));
    return ports;
  }

  /** Screens and pseudo-terminals have no device either. */
  private static boolean isPort(Path entry) {
    return Files.exists(entry.resolve("device"))
        ? !read(entry.resolve("type")).equals(NO_UART)
        : WITHOUT_DEVICE.containsKey(kind(entry));
  }

  private static String kind(Path entry) {
    return NUMBER.matcher(entry.getFileName().toString()).replaceFirst("");
  }

  /** The words of the USB device that the port belongs to, else the name of its driver. */
  private static String description(Path entry) {
    String driver = WITHOUT_DEVICE.getOrDefault(kind(entry), "");
    try {
      Path above = entry.resolve("device").toRealPath();
      while (above != null) {
        if (Files.exists(above.resolve("idVendor"))) {
          return Stream.of("manufacturer", "product", "serial")
              .map(above::resolve)
              .map(LinuxPorts::read)
              .filter(word -> !word.isEmpty())
              .collect(Collectors.joining(" "));
        }
        if (driver.isEmpty() && Files.exists(above.resolve("driver"))) {
          driver = driverName(above.resolve("driver").toRealPath());
        }
        above = above.getParent();
      }
    } catch (IOException e) {
      // The device was unplugged at this moment.
    }
    return driver;
  }

  /** Newer kernels put a driver of no meaning between a port and its hardware. */
  private static String driverName(Path driver) {
    return driver.toString().contains("/serial-base/") ? "" : driver.getFileName().toString();
  }

  /** Links to a port: udev's, the best first, then those that somebody else made. */
  private List<String> names(Path entry, Path device) {
    Set<String> names = new LinkedHashSet<>();
    for (String directory : List.of("serial/by-id", "serial/by-path", "")) {
      for (Path link : entries(devices.resolve(directory))) {
        if (leadsTo(device, link)) {
          names.add(link.toString());
        }
      }
    }
    // A udev rule of the user may put links into deeper folders.
    read(udev.resolve("c" + read(entry.resolve("dev"))))
        .lines()
        .filter(line -> line.startsWith("S:"))
        .map(line -> devices.resolve(line.substring(2)))
        .filter(link -> leadsTo(device, link))
        .forEach(link -> names.add(link.toString()));
    return List.copyOf(names);
  }

  private static boolean leadsTo(Path device, Path link) {
    try {
      return Files.isSymbolicLink(link)
          && !Files.readSymbolicLink(link).startsWith(PROCESSES)
          && link.toRealPath().equals(device.toRealPath());
    } catch (IOException e) {
      return false; // A link to a device that was unplugged.
    }
  }

  private static List<Path> entries(Path directory) {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      stream.forEach(entries::add);
    } catch (IOException e) {
      return List.of(); // udev makes these directories with the first device.
    }
    entries.sort(Comparator.naturalOrder());
    return entries;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1).strip();
    } catch (IOException e) {
      return "";
    }
  }
}

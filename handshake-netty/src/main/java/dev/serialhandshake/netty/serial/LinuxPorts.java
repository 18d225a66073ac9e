// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Ports as the kernel's and udev's files describe them. */
final class LinuxPorts {

  /** What the kernel says of a name that it made for a UART which is not there. */
  private static final String NO_UART = "0";

  private final Path classes;
  private final Path devices;

  /**
   * @param classes {@code /sys/class/tty}
   * @param devices {@code /dev}
   */
  LinuxPorts(Path classes, Path devices) {
    this.classes = classes;
    this.devices = devices;
  }

  List<SerialPortInfo> list() {
    List<SerialPortInfo> ports = new ArrayList<>();
    for (Path entry : entries(classes)) {
      Path device = devices.resolve(entry.getFileName().toString());
      // Consoles and pseudo-terminals have no device.
      if (Files.exists(entry.resolve("device"))
          && Files.exists(device)
          && !read(entry.resolve("type")).equals(NO_UART)) {
        ports.add(new SerialPortInfo(device.toString(), description(entry), names(device)));
      }
    }
    ports.sort(Comparator.comparing(SerialPortInfo::path));
    return ports;
  }

  /** The words of the USB device that the port belongs to, else the name of its driver. */
  private static String description(Path entry) {
    String driver = "";
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
      // Unplugged this moment.
    }
    return driver;
  }

  /** Newer kernels put a driver of no meaning between a port and its hardware. */
  private static String driverName(Path driver) {
    return driver.toString().contains("/serial-base/") ? "" : driver.getFileName().toString();
  }

  private List<String> names(Path device) {
    List<String> names = new ArrayList<>();
    for (String directory : List.of("serial/by-id", "serial/by-path")) {
      for (Path link : entries(devices.resolve(directory))) {
        try {
          if (link.toRealPath().equals(device.toRealPath())) {
            names.add(link.toString());
          }
        } catch (IOException e) {
          // A link to what was unplugged.
        }
      }
    }
    return names;
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

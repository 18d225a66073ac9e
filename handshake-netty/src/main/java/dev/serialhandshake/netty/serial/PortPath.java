// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import static java.nio.file.attribute.PosixFilePermission.GROUP_READ;
import static java.nio.file.attribute.PosixFilePermission.GROUP_WRITE;

import dev.serialhandshake.netty.serial.SerialPortException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Set;

/** What a port's name says before anything is opened, and what the system's errors mean. */
final class PortPath {

  private static final int FILE_TYPE = 0170000;
  private static final int CHARACTER_DEVICE = 0020000;

  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private PortPath() {}

  /** Follows links (udev's by-id names, socat's) to the device that is there now. */
  static String resolve(String port) throws SerialPortException {
    if (OperatingSystem.isWindows()) {
      return port;
    }
    try {
      Path path = Path.of(port);
      if (!path.isAbsolute() && !Files.exists(path)) {
        path = Path.of("/dev").resolve(port);
      }
      if (!Files.exists(path)) {
        throw new SerialPortException(
            Reason.NO_SUCH_PORT, port, "no such port; check the name and the cable");
      }
      Path device = path.toRealPath();
      int mode = (Integer) Files.getAttribute(device, "unix:mode");
      if ((mode & FILE_TYPE) != CHARACTER_DEVICE) {
        String what = Files.isDirectory(device) ? "a directory" : "a file";
        throw new SerialPortException(
            Reason.NOT_A_TTY,
            port,
            what + ", not a serial port; name a device such as /dev/ttyUSB0");
      }
      if (!Files.isReadable(device) || !Files.isWritable(device)) {
        throw noPermission(port, device);
      }
      return device.toString();
    } catch (InvalidPathException e) {
      throw new SerialPortException(Reason.NO_SUCH_PORT, port, "not a path; check the name");
    } catch (SerialPortException e) {
      throw e;
    } catch (IOException e) {
      throw new SerialPortException(
          Reason.NO_SUCH_PORT, port, "cannot be looked at (" + e.getMessage() + ')');
    }
  }

  /** The error numbers of Linux, macOS and the BSDs; jSerialComm hands them on. */
  static SerialPortException openFailed(String port, String device, int error) {
    return switch (error) {
      // jSerialComm says 2 when this process has the port, and no file is gone.
      case 2 ->
          Files.exists(Path.of(device)) ? busy(port, "this process has", "") : noHardware(port);
      case 5, 6, 19 -> noHardware(port);
      case 1 -> refused(port, Path.of(device), true);
      case 13 -> refused(port, Path.of(device), false);
      case 11, 16, 35 -> busy(port, OpenDevices.holders(Path.of(device)));
      case 23 ->
          new SerialPortException(
              Reason.FAILED,
              port,
              "this machine has as many files open as it can in all; stop programs that it does not"
                  + " need, or raise its limit");
      case 24 ->
          new SerialPortException(
              Reason.FAILED,
              port,
              "this process may open no more files; raise the limit (ulimit -n)");
      case 25 ->
          new SerialPortException(
              Reason.NOT_A_TTY,
              port,
              "a device, but not a serial port; name one such as /dev/ttyS0");
      case 22 ->
          new SerialPortException(
              Reason.UNSUPPORTED_SETTING,
              port,
              "refuses the settings; check baud rate, bits, parity and flow control");
      default ->
          new SerialPortException(
              Reason.FAILED, port, "cannot be opened (system error " + error + ')');
    };
  }

  private static SerialPortException busy(String port, PortUsers users) {
    return switch (users.list().size()) {
      case 0 ->
          busy(
              port,
              users.isComplete() ? "another program has" : "a program that only root can see has",
              "");
      case 1 -> busy(port, users + " has", startOf(users.list().get(0)));
      default -> busy(port, users + " have", "");
    };
  }

  private static SerialPortException busy(String port, String whoHas, String start) {
    return new SerialPortException(
        Reason.BUSY, port, whoHas + " the port open" + start + "; close it there first");
  }

  /** By whom and when a program was started, as far as the system tells it: whom to ask. */
  private static String startOf(PortUser holder) {
    ProcessHandle.Info info = ProcessHandle.of(holder.pid()).map(ProcessHandle::info).orElse(null);
    if (info == null) {
      return "";
    }
    String by = info.user().map(user -> " by " + user.replaceAll("[^ -~]", "?")).orElse("");
    String at = info.startInstant().map(start -> " at " + MINUTE.format(start)).orElse("");
    return by.isEmpty() && at.isEmpty() ? "" : ", started" + by + at;
  }

  private static SerialPortException noHardware(String port) {
    return new SerialPortException(
        Reason.NO_SUCH_PORT, port, "no hardware behind this name; check the name and the cable");
  }

  static SerialPortException noPermission(String port, Path device) {
    return noPermission(port, remedy(device));
  }

  private static SerialPortException noPermission(String port, String remedy) {
    return new SerialPortException(
        Reason.NO_PERMISSION, port, "no permission to read and write it; " + remedy);
  }

  /** The system's refusal of an open, where the permissions of the file may well allow it. */
  private static SerialPortException refused(String port, Path device, boolean byPolicy) {
    if (!Files.isReadable(device) || !Files.isWritable(device)) {
      return noPermission(port, device);
    }
    return noPermission(
        port,
        byPolicy
            ? "the permissions of the file allow it, but the rules for devices of this container"
                + " or service do not: allow the device there (docker run --device, DeviceAllow= of"
                + " systemd)"
            : "the permissions of the file allow it: is it on a file system that is mounted with"
                + " nodev, or does a security module forbid it?");
  }

  private static String remedy(Path device) {
    try {
      PosixFileAttributes file = Files.readAttributes(device, PosixFileAttributes.class);
      String owner = file.owner().getName();
      String group = file.group().getName();
      if (!file.permissions().containsAll(Set.of(GROUP_READ, GROUP_WRITE)) || isRoots(device)) {
        return "only " + owner + " may; give a group access by a udev rule";
      }
      if (group.chars().allMatch(Character::isDigit)) {
        return "its group is number "
            + group
            + ", which has no name here: run this with that group (docker run --group-add "
            + group
            + ')';
      }
      return "add yourself to the group "
          + group
          + " (sudo usermod -aG "
          + group
          + " $USER) and log in again";
    } catch (IOException | UnsupportedOperationException e) {
      return "ask the owner of the device";
    }
  }

  /** Nobody should be added to that group. */
  private static boolean isRoots(Path device) throws IOException {
    return Files.getAttribute(device, "unix:gid").equals(0);
  }
}

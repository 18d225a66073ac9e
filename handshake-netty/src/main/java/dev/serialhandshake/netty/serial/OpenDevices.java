// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Which program had which device open at one moment, as {@code /proc} tells it. To look costs some
 * milliseconds for all devices together, so one look does for many ports.
 */
final class OpenDevices {

  private static final Path PROC = Path.of("/proc");
  private static final String TTY_INDEX = "tty-index:";
  private static final long RECENT_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** When somebody was sought in vain who has a device. */
  private static final Map<Path, Long> SOUGHT = new HashMap<>();

  private static @Nullable OpenDevices last;
  private static long lookedAt;

  private final Map<DeviceId, List<PortUser>> users = new HashMap<>();

  /** Which pseudo-terminals each process is the far end of; it does not read from this end. */
  private final Map<PortUser, Set<Long>> masters = new HashMap<>();

  private boolean complete;

  private OpenDevices() {}

  /** Looks now. */
  static synchronized OpenDevices now() {
    OpenDevices looked = look(PROC, ProcessHandle.current().pid());
    lookedAt = System.nanoTime();
    last = looked;
    return looked;
  }

  /** Looks, unless somebody did in the last five seconds. */
  static synchronized OpenDevices recently() {
    OpenDevices looked = last;
    return looked != null && System.nanoTime() - lookedAt < RECENT_NANOS ? looked : now();
  }

  /**
   * Who has a device that is known to be in use, for an open that is tried again and again. What
   * was seen recently is looked at again only if it can no longer be so, or once if it was nobody.
   */
  static synchronized PortUsers holders(Path device) {
    PortUsers users = recently().usersOf(device, true);
    if (users.list().isEmpty()) {
      Long before = SOUGHT.put(device, System.nanoTime());
      boolean soughtRecently = before != null && System.nanoTime() - before < RECENT_NANOS;
      return soughtRecently ? users : now().usersOf(device, true);
    }
    return users.list().stream().allMatch(user -> has(user, device))
        ? users
        : now().usersOf(device, true);
  }

  private static boolean has(PortUser user, Path device) {
    try {
      return devices(PROC.resolve(String.valueOf(user.pid())).resolve("fd"))
          .contains(DeviceId.of(device));
    } catch (IOException | DirectoryIteratorException e) {
      return false; // The process has ended.
    }
  }

  /**
   * Looks through all processes but one and its children.
   *
   * @param proc {@code /proc}
   */
  static OpenDevices look(Path proc, long self) {
    OpenDevices devices = new OpenDevices();
    devices.complete = Files.exists(proc.resolve("1")); // Else those of others are hidden.
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(proc, "[0-9]*")) {
      for (Path process : processes) {
        devices.add(process, self);
      }
    } catch (IOException | DirectoryIteratorException | UnsupportedOperationException e) {
      devices.complete = false; // There is no /proc.
    }
    devices.users.values().forEach(list -> list.sort(Comparator.comparingLong(PortUser::pid)));
    return devices;
  }

  /** Who shares a device: not who made the pseudo-terminal, which is the far end of it. */
  PortUsers usersOf(Path device) {
    return usersOf(device, false);
  }

  /** Also the maker of a pseudo-terminal, if nobody else has it. */
  private PortUsers usersOf(Path device, boolean makersToo) {
    try {
      DeviceId id = DeviceId.of(device);
      List<PortUser> all = users.getOrDefault(id, List.of());
      List<PortUser> others = new ArrayList<>(all);
      others.removeIf(user -> masters.getOrDefault(user, Set.of()).contains(id.terminal()));
      return new PortUsers(List.copyOf(others.isEmpty() && makersToo ? all : others), complete);
    } catch (IOException | UnsupportedOperationException e) {
      return new PortUsers(List.of(), false); // Unplugged, or a system without device numbers.
    }
  }

  private void add(Path process, long self) {
    long pid = Long.parseLong(process.getFileName().toString());
    if (pid == self) {
      return;
    }
    try {
      Set<DeviceId> open = devices(process.resolve("fd"));
      // A child of ours has our descriptors for an instant, until it becomes another program.
      if (!open.isEmpty() && parent(process) != self) {
        PortUser user = new PortUser(pid, name(process));
        open.forEach(device -> users.computeIfAbsent(device, none -> new ArrayList<>()).add(user));
        if (open.contains(DeviceId.PTMX)) {
          masters.put(user, masters(process));
        }
      }
    } catch (AccessDeniedException e) {
      complete = false;
    } catch (IOException | DirectoryIteratorException e) {
      // The process has ended.
    }
  }

  private static Set<DeviceId> devices(Path descriptors) throws IOException {
    Set<DeviceId> devices = new HashSet<>();
    try (DirectoryStream<Path> open = Files.newDirectoryStream(descriptors)) {
      for (Path descriptor : open) {
        try {
          // Only devices are looked at: a look at other files may block, on a network for instance.
          Path target = Files.readSymbolicLink(descriptor);
          if (target.startsWith("/dev") && !target.endsWith("null")) {
            devices.add(DeviceId.of(descriptor));
          }
        } catch (IOException e) {
          // The file was closed meanwhile.
        }
      }
    }
    return devices;
  }

  /** The numbers of the pseudo-terminals that a process is the far end of. */
  private static Set<Long> masters(Path process) throws IOException {
    Set<Long> numbers = new HashSet<>();
    try (DirectoryStream<Path> open = Files.newDirectoryStream(process.resolve("fdinfo"))) {
      for (Path descriptor : open) {
        for (String line : read(descriptor).lines().toList()) {
          if (line.startsWith(TTY_INDEX)) {
            numbers.add(Long.parseLong(line.substring(TTY_INDEX.length()).strip()));
          }
        }
      }
    }
    return numbers;
  }

  private static long parent(Path process) throws IOException {
    String stat = read(process.resolve("stat"));
    // The state and the parent follow the name in parentheses, which may contain anything.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", 3);
    return Long.parseLong(fields[1]);
  }

  private static String name(Path process) throws IOException {
    return read(process.resolve("comm")).strip().replaceAll("[^ -~]", "?");
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.ISO_8859_1);
  }

  /**
   * A device, whatever its name is.
   *
   * @param number major and minor number
   * @param fileSystem where its name is, for pseudo-terminals: each instance of devpts has numbers
   *     of its own
   */
  private record DeviceId(long number, long fileSystem) {

    static final DeviceId PTMX = new DeviceId(5 << 8 | 2, 0);

    private static final int FIRST_PTS = 136;
    private static final int LAST_PTS = 143;

    static DeviceId of(Path path) throws IOException {
      long number = ((Number) Files.getAttribute(path, "unix:rdev")).longValue();
      long major = (number >>> 8) & 0xfff;
      boolean pts = major >= FIRST_PTS && major <= LAST_PTS;
      return new DeviceId(
          number, pts ? ((Number) Files.getAttribute(path, "unix:dev")).longValue() : 0);
    }

    /** The number of a pseudo-terminal, as in {@code /dev/pts/7}; -1 of any other device. */
    long terminal() {
      return ((number >>> 8) & 0xfff) == FIRST_PTS
          ? (number & 0xff) | ((number >>> 12) & ~0xffL)
          : -1;
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A JVM of its own that loads jSerialComm's library, and says what became of it. */
final class LibraryLoad {

  private final List<String> lines;

  private LibraryLoad(List<String> lines) {
    this.lines = lines;
  }

  /** Runs it; {@code before} goes before the command, {@code options} to the JVM. */
  static LibraryLoad run(List<String> before, String... options) throws Exception {
    return new LibraryLoad(new OtherJvm().after(before).run(List.of(options), LibraryLoad.class));
  }

  /** What the JVM said, which is all that this program printed; "loaded" is the first word. */
  List<String> lines() {
    return lines;
  }

  String value(String name) {
    return lines.stream()
        .filter(line -> line.startsWith(name + ' '))
        .findFirst()
        .map(line -> line.substring(name.length() + 1))
        .orElseThrow(() -> new AssertionError(name + " is not in " + lines));
  }

  /** The program. */
  public static void main(String[] arguments) throws IOException {
    System.out.println("before " + ignoredSignals());
    try {
      NativeLibrary.load();
    } catch (IOException e) {
      System.out.println("refused " + e.getMessage());
      return;
    }
    System.out.println("after " + ignoredSignals());
    try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
      maps.filter(line -> line.contains("libjSerialComm.so"))
          .map(line -> line.substring(line.indexOf('/')))
          .distinct()
          .forEach(file -> System.out.println("from " + file));
    }
  }

  private static String ignoredSignals() throws IOException {
    try (Stream<String> status = Files.lines(Path.of("/proc/self/status"))) {
      return status.filter(line -> line.startsWith("SigIgn:")).findFirst().orElseThrow();
    }
  }
}

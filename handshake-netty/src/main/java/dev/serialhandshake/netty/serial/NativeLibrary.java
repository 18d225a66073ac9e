// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import com.fazecast.jSerialComm.SerialPort;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Loads jSerialComm's native library from a directory that only this user can write, and leaves no
 * file behind.
 *
 * <p>By itself jSerialComm keeps it below {@code /tmp/jSerialComm}, writable by everyone, runs
 * whatever it finds there, and deletes there through other users' links. So it is given a name
 * there that nobody can guess, and the library elsewhere. Windows has a temporary directory for
 * each user and cannot delete a loaded file: there all is left to jSerialComm.
 *
 * <p>{@code jSerialComm.library.path}, if set (by a packager, or where programs may not run from
 * {@code java.io.tmpdir}), is where the library is taken from.
 */
final class NativeLibrary {

  private static final String PATH_PROPERTY = "jSerialComm.library.path";
  private static final String NAME_PROPERTY = "fazecast.jSerialComm.appid";

  private static final List<String> FILES =
      OperatingSystem.isMac()
          ? files("OSX", "libjSerialComm.jnilib", "aarch64", "x86_64", "x86")
          : files(
              "Linux",
              "libjSerialComm.so",
              "x86_64",
              "x86",
              "armv8_64",
              "armv8_32",
              "armv7hf",
              "armv6hf",
              "armv5",
              "ppc64le");

  /**
   * The folders of the processors that most machines have, by the name that the JDK has for them.
   */
  private static final Map<String, String> FOLDERS =
      Map.of(
          "amd64",
          "x86_64",
          "x86_64",
          "x86_64",
          "aarch64",
          OperatingSystem.isMac() ? "aarch64" : "armv8_64");

  private static boolean loaded;

  private NativeLibrary() {}

  /** Loads it once; without it the first use of jSerialComm throws a {@link LinkageError}. */
  static synchronized void load() {
    if (loaded) {
      return;
    }
    loaded = true;
    if (!OperatingSystem.isWindows()) {
      loadPrivately();
    }
    SerialPort.addShutdownHook(new Thread(SerialDevice::closeAllAtExit, "serial-exit"));
  }

  private static void loadPrivately() {
    if (System.getProperty(NAME_PROPERTY) == null) {
      System.setProperty(NAME_PROPERTY, UUID.randomUUID().toString());
    }
    Path directory = System.getProperty(PATH_PROPERTY) == null ? extract() : null;
    if (directory != null) {
      System.setProperty(PATH_PROPERTY, directory.toString());
    }
    try {
      // Loads the class, and for the case that it has to help itself, makes it clean up.
      SerialPort.autoCleanupAtShutdown();
    } finally {
      if (directory != null) {
        System.clearProperty(PATH_PROPERTY);
        delete(directory);
      }
    }
  }

  private static List<String> files(String system, String name, String... processors) {
    return Stream.of(processors).map(p -> system + '/' + p + '/' + name).toList();
  }

  /** Those that jSerialComm may want here: one, or all where the processor is a rare one. */
  private static List<String> files() {
    String folder = FOLDERS.get(System.getProperty("os.arch", ""));
    return FILES.stream()
        .filter(file -> folder == null || file.contains('/' + folder + '/'))
        .toList();
  }

  /** Returns the new directory, or null if there is no place for it. */
  private static @Nullable Path extract() {
    Path directory;
    try {
      directory = Files.createTempDirectory("serial-handshake");
    } catch (IOException e) {
      return null;
    }
    try {
      for (String file : files()) {
        try (InputStream in = SerialPort.class.getResourceAsStream('/' + file)) {
          if (in != null) {
            Path target = directory.resolve(file);
            Files.createDirectories(target.getParent());
            Files.copy(in, target);
          }
        }
      }
      return directory;
    } catch (IOException e) {
      delete(directory);
      return null;
    }
  }

  private static void delete(Path directory) {
    try (Stream<Path> tree = Files.walk(directory)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      directory.toFile().deleteOnExit();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import com.fazecast.jSerialComm.SerialPort;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.UUID;
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

  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

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
    String name = unguessable();
    if (System.getProperty(NAME_PROPERTY) == null) {
      System.setProperty(NAME_PROPERTY, name);
    }
    Path directory = System.getProperty(PATH_PROPERTY) == null ? extract(name) : null;
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

  /**
   * Reads what the JDK's secure random numbers are made of: a login waits for this, and to begin
   * with those takes longer than all the rest.
   */
  private static String unguessable() {
    try (InputStream random = Files.newInputStream(Path.of("/dev/urandom"))) {
      return HexFormat.of().formatHex(random.readNBytes(16));
    } catch (IOException e) {
      return UUID.randomUUID().toString();
    }
  }

  /** Returns the new directory, or null if there is no place for it. */
  private static @Nullable Path extract(String name) {
    Path directory = Path.of(System.getProperty("java.io.tmpdir"), "serial-handshake-" + name);
    try {
      Files.createDirectory(directory, OWNER_ONLY);
    } catch (IOException e) {
      return null;
    }
    try {
      for (String file :
          NativeFiles.of(OperatingSystem.isMac(), System.getProperty("os.arch", ""))) {
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
    try {
      deleteTree(directory);
    } catch (IOException e) {
      directory.toFile().deleteOnExit();
    }
  }

  private static void deleteTree(Path path) throws IOException {
    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      try (DirectoryStream<Path> inside = Files.newDirectoryStream(path)) {
        for (Path each : inside) {
          deleteTree(each);
        }
      }
    }
    Files.delete(path);
  }
}

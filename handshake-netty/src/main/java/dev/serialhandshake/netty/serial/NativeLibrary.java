// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import com.fazecast.jSerialComm.SerialPort;
import com.fazecast.jSerialComm.SerialPortThreadFactory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * Loads jSerialComm's native library, and JNA's, from a folder that only this user can write, and
 * leaves no file behind.
 *
 * <p>By itself jSerialComm keeps its library below {@code /tmp/jSerialComm}, writable by everyone,
 * and runs what it finds there. It also falls back to that place where another does not work. So it
 * is told to fall back into the private folder as well; and where there can be no such folder, or
 * no program may run from it, nothing is loaded at all. Windows has a temporary folder for each
 * user and cannot delete a loaded file: there all is left to jSerialComm.
 *
 * <p>{@code jSerialComm.library.path}, if set by a packager, is where the library is taken from.
 * With {@code jna.boot.library.path}, its like for JNA, no file is unpacked.
 */
final class NativeLibrary {

  private static final String PATH_PROPERTY = "jSerialComm.library.path";
  private static final String NAME_PROPERTY = "fazecast.jSerialComm.appid";
  private static final String JNA_UNPACKS_NOT_PROPERTY = "jna.nounpack";

  /** A folder that can be made by nobody. */
  private static final Path NOWHERE = Path.of("/dev/null/serial-handshake");

  /** Leads to the root from any folder, and so from any that another user made of it by a link. */
  private static final String TO_ROOT = "../".repeat(64);

  private static boolean loaded;

  private NativeLibrary() {}

  /**
   * Loads it once; may block.
   *
   * @throws IOException if it cannot be loaded; the message is a clause that says why and what to
   *     do. A later call tries again.
   */
  static synchronized void load() throws IOException {
    if (loaded) {
      return;
    }
    try {
      if (OperatingSystem.isWindows()) {
        initialize();
      } else {
        loadPrivately();
      }
    } catch (LinkageError e) {
      throw new IOException(NativeAccess.whyNot(e), e);
    }
    loaded = true;
  }

  private static void initialize() {
    SerialPort.addShutdownHook(new Thread(SerialDevice::closeAllAtExit, "serial-exit"));
  }

  private static void loadPrivately() throws IOException {
    String packaged = System.getProperty(PATH_PROPERTY);
    if (packaged != null && System.getProperty(JnaLibrary.PATH_PROPERTY) != null) {
      load(Path.of(packaged), NOWHERE, Map.of(JNA_UNPACKS_NOT_PROPERTY, "true"));
      return;
    }
    try (PrivateFolder folder = PrivateFolder.make()) {
      if (packaged == null) {
        unpack(folder);
      }
      Path place = packaged == null ? folder.path() : Path.of(packaged);
      load(place, folder.path(), JnaLibrary.unpack(folder));
    }
  }

  private static void unpack(PrivateFolder folder) throws IOException {
    for (String file : NativeFiles.of(OperatingSystem.isMac(), System.getProperty("os.arch", ""))) {
      try (InputStream content = SerialPort.class.getResourceAsStream('/' + file)) {
        folder.add(file, content);
      }
    }
  }

  /**
   * Initializes jSerialComm, so that it takes its library from one place.
   *
   * @param otherwise where it would look, and unpack, if there is none that loads
   * @param forJna system properties that JNA is to have, unless the user has set them
   */
  private static void load(Path place, Path otherwise, Map<String, String> forJna)
      throws IOException {
    if (!Files.isDirectory(place)) {
      throw new IOException(PATH_PROPERTY + " (" + place + ") is no folder; correct it");
    }
    Map<String, @Nullable String> before = new HashMap<>();
    set(before, PATH_PROPERTY, place.toString());
    set(before, NAME_PROPERTY, TO_ROOT + otherwise.resolve("none"));
    forJna.forEach(
        (property, value) -> {
          if (System.getProperty(property) == null) {
            set(before, property, value);
          }
        });
    ThreadFactory threads = SerialPortThreadFactory.get();
    SerialPortThreadFactory.set(NativeLibrary::hook);
    try {
      initializeWithTheSignalsAsTheyAre();
    } finally {
      SerialPortThreadFactory.set(threads);
      before.forEach(NativeLibrary::reset);
    }
  }

  private static void initializeWithTheSignalsAsTheyAre() {
    SignalDispositions dispositions = SignalDispositions.now();
    try {
      initialize();
    } finally {
      if (dispositions != null) {
        dispositions.restore();
      }
    }
  }

  /** jSerialComm's shutdown hook, which calls the library even if none was loaded. */
  private static Thread hook(Runnable task) {
    Thread hook = new Thread(task, "serial-shutdown");
    hook.setUncaughtExceptionHandler((thread, failure) -> {});
    return hook;
  }

  private static void set(Map<String, @Nullable String> before, String property, String value) {
    before.put(property, System.setProperty(property, value));
  }

  private static void reset(String property, @Nullable String value) {
    if (value == null) {
      System.clearProperty(property);
    } else {
      System.setProperty(property, value);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.examples.cli.console;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * JNA's native library, loaded from a new folder that only this user can write. By itself JNA
 * unpacks it below the home, which need not be there, or into {@code java.io.tmpdir}, and others
 * can write the file where the umask lets them.
 */
public final class UnpackedCode {

  private static final String FOLDER_PROPERTY = "jna.tmpdir";
  private static final String UNPACKS_NOT_PROPERTY = "jna.nounpack";

  private UnpackedCode() {}

  /**
   * Loads it. Where there is no place for it, JNA cannot be used by this process: what needs it
   * meets a {@link LinkageError}. Before anything else uses JNA.
   */
  public static void load() {
    if (System.getProperty(FOLDER_PROPERTY) != null) {
      return; // as the user wants it
    }
    try {
      Path folder = Files.createTempDirectory("serial-handshake-"); // of mode 700
      folder.toFile().deleteOnExit(); // after a file that JNA could not load
      System.setProperty(FOLDER_PROPERTY, folder.toString());
      loadClass();
      System.clearProperty(FOLDER_PROPERTY);
      Files.delete(folder);
    } catch (DirectoryNotEmptyException e) {
      // At the exit, then.
    } catch (IOException e) {
      System.setProperty(UNPACKS_NOT_PROPERTY, "true");
    }
  }

  private static void loadClass() {
    try {
      Class.forName("com.sun.jna.Native");
    } catch (ClassNotFoundException | LinkageError e) {
      // The same error meets whoever uses it.
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.console;

import dev.serialhandshake.cli.trust.TrustedFiles;
import dev.serialhandshake.cli.trust.Untrusted;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The native code of JNA and Netty, which they unpack below {@code java.io.tmpdir} when they are
 * first used. Netty's file has mode 600 and a name that nobody can guess. By itself, JNA would use
 * a folder below the home, which may not be there, or {@code java.io.tmpdir}, and with some umasks
 * other users could write the file. So this class has JNA unpack its library into a new folder that
 * only this user can enter.
 */
public final class UnpackedCode {

  private static final String FOLDER_PROPERTY = "jna.tmpdir";
  private static final String UNPACKS_NOT_PROPERTY = "jna.nounpack";

  private UnpackedCode() {}

  /**
   * Loads the library of JNA. If it cannot be unpacked, this process cannot use JNA, and code that
   * needs it gets a {@link LinkageError}. Call this before any other code uses JNA or Netty's
   * epoll.
   *
   * @throws CommandFailure if other users could replace the unpacked code with their own
   */
  public static void load() throws CommandFailure {
    try {
      Path folder = TrustedFiles.makeTemporaryFolder("serial-handshake-");
      folder.toFile().deleteOnExit(); // in reverse order: first a file that JNA could not load
      if (System.getProperty(FOLDER_PROPERTY) == null) {
        System.setProperty(FOLDER_PROPERTY, folder.toString());
        loadClass();
        System.clearProperty(FOLDER_PROPERTY);
      }
      Files.delete(folder);
    } catch (Untrusted e) {
      throw new CommandFailure(
          ExitCode.LOGIN_SETUP,
          "java.io.tmpdir is not safe for native code: "
              + e.reason()
              + "; or start Java with -Djava.io.tmpdir=FOLDER, a folder of your own",
          e);
    } catch (DirectoryNotEmptyException e) {
      // The folder is deleted at the exit of the JVM.
    } catch (IOException e) {
      System.setProperty(UNPACKS_NOT_PROPERTY, "true");
    }
  }

  private static void loadClass() {
    try {
      Class.forName("com.sun.jna.Native");
    } catch (ClassNotFoundException | LinkageError e) {
      // Code that uses JNA will get the same error.
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.console;

import dev.serialhandshake.cli.trust.TrustedFiles;
import dev.serialhandshake.cli.trust.Untrusted;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Native code that libraries unpack below {@code java.io.tmpdir} as they are used: JNA and Netty.
 * Netty's file is of mode 600, and has a name that nobody can guess. JNA's library is loaded from a
 * new folder that only this user can write. By itself JNA unpacks it below the home, which need not
 * be there, or into {@code java.io.tmpdir}, and others can write the file where the umask lets
 * them.
 */
public final class UnpackedCode {

  private static final String FOLDER_PROPERTY = "jna.tmpdir";
  private static final String UNPACKS_NOT_PROPERTY = "jna.nounpack";

  private UnpackedCode() {}

  /**
   * Loads that of JNA. Where there is no place for it, JNA cannot be used by this process: what
   * needs it meets a {@link LinkageError}. Before anything else uses JNA or Netty's epoll.
   *
   * @throws CommandFailure if others could put their code in its place
   */
  public static void load() throws CommandFailure {
    try {
      Path folder = TrustedFiles.makeTemporaryFolder("serial-handshake-");
      folder.toFile().deleteOnExit(); // after a file that JNA could not load
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

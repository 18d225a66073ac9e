// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import com.sun.jna.Platform;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/**
 * JNA's library, in the folder that jSerialComm's is loaded from. JNA would unpack it there too,
 * but into a file whose name is a secure random number of the JDK, and to begin with those takes 15
 * of the 90 milliseconds that a client needs to its first SYN.
 */
final class JnaLibrary {

  static final String PATH_PROPERTY = "jna.boot.library.path";
  private static final String FOLDER_PROPERTY = "jna.tmpdir";

  private JnaLibrary() {}

  /**
   * Unpacks it, unless the user says where it is.
   *
   * @return the system properties by which JNA finds it; where that is not possible, or JNA is not
   *     there, those by which JNA unpacks into this folder
   */
  static Map<String, String> unpack(PrivateFolder folder) {
    String path = folder.path().toString();
    return OperatingSystem.isLinux()
            && System.getProperty(PATH_PROPERTY) == null
            && tryToUnpack(folder)
        ? Map.of(PATH_PROPERTY, path)
        : Map.of(FOLDER_PROPERTY, path);
  }

  private static boolean tryToUnpack(PrivateFolder folder) {
    String file = System.mapLibraryName("jnidispatch");
    try (InputStream content =
        Platform.class.getResourceAsStream(Platform.RESOURCE_PREFIX + '/' + file)) {
      return folder.add(file, content);
    } catch (IOException | LinkageError e) {
      return false; // no JNA, or no place for it; ports work without it
    }
  }
}

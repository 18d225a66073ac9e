// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.examples.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Programs that tests need beyond the JDK. */
final class Tools {

  private static final String[] FOLDERS = {"/usr/bin", "/usr/sbin", "/bin", "/sbin"};

  private Tools() {}

  /** Skips the test where a program is missing; on CI, where none may be, fails it. */
  static void need(String... programs) {
    for (String program : programs) {
      if (!isThere(program)) {
        String message = program + " is not installed";
        if (Boolean.parseBoolean(System.getenv("CI"))) {
          throw new AssertionError(message);
        }
        Assumptions.abort(message);
      }
    }
  }

  /** A port of loopback that nobody listens on now. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  private static boolean isThere(String program) {
    for (String folder : FOLDERS) {
      if (Files.isExecutable(Path.of(folder, program))) {
        return true;
      }
    }
    return false;
  }
}

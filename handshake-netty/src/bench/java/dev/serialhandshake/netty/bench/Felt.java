// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a user feels of whole processes: memory and processor time of {@code serve} and {@code
 * connect}, logins and bulk. On Linux only; a measurement whose programs are not there is left out,
 * and says so.
 */
final class Felt {

  private Felt() {}

  static List<Figure> measure(Effort effort) throws Exception {
    List<Figure> figures = new ArrayList<>();
    if (!canMeasure("felt", effort)) {
      return figures;
    }
    figures.addAll(FeltMemory.measure(effort));
    if (isThere("felt: logins, bulk and keys", "socat", "ssh", "ssh-keygen", "sshd")) {
      figures.addAll(FeltSessions.measure(effort));
    }
    return figures;
  }

  /** Whether whole processes can be measured; else says what is needed. */
  static boolean canMeasure(String what, Effort effort) {
    boolean can = Files.exists(effort.jar()) && Files.exists(Path.of("/proc/self/status"));
    if (!can) {
      System.err.println(what + ": needs Linux and " + effort.jar());
    }
    return can;
  }

  /** Whether all of some programs are installed; else says which is not. */
  static boolean isThere(String what, String... programs) {
    for (String program : programs) {
      if (Stream.of("/usr/bin/", "/usr/sbin/", "/usr/local/bin/")
          .noneMatch(folder -> Files.isExecutable(Path.of(folder + program)))) {
        System.err.println(what + ": left out, there is no " + program);
        return false;
      }
    }
    return true;
  }

  /** The command line of the tool as {@code serial-handshake.sh} starts it, with its flags. */
  static List<String> starter(Effort effort, String... arguments) {
    Path examples = effort.jar().getParent().getParent();
    return join(List.of(examples.resolve("serial-handshake.sh").toString()), arguments);
  }

  /** The command line of somebody who knows no flags. */
  static List<String> plain(Effort effort, String... arguments) {
    return join(List.of(java(), "-jar", effort.jar().toString()), arguments);
  }

  static String java() {
    return ProcessHandle.current().info().command().orElse("java");
  }

  static List<String> join(List<String> first, String... rest) {
    return Stream.concat(first.stream(), Stream.of(rest)).toList();
  }

  /** A port on which nobody listens. */
  static int freePort() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return server.getLocalPort();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.bench;

import java.util.List;

/** How OpenSSH's client reaches a server. */
interface FeltWay {

  /** An option of {@code ssh}, once the way is ready for one session more. */
  String option() throws Exception;

  /** Through a program that is its input and output. */
  static FeltWay proxy(List<String> command) {
    String option = proxyCommand(command);
    return () -> option;
  }

  static String proxyCommand(List<String> command) {
    return "ProxyCommand=" + String.join(" ", command);
  }

  /** By itself. */
  static FeltWay port(int port) {
    return () -> "Port=" + port;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.service;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.jna.Platform;
import dev.serialhandshake.cli.process.OwnEnvironment;
import dev.serialhandshake.cli.process.Program;
import java.util.List;

/** A command of the operator's: run by a shell, where and as {@code serve} itself runs. */
final class Shell {

  private Shell() {}

  static Program program(String command) {
    List<String> arguments =
        Platform.isWindows() ? List.of("cmd.exe", "/c", command) : List.of(path(), "-c", command);
    List<byte[]> bytes = arguments.stream().map(each -> each.getBytes(UTF_8)).toList();
    return new Program(bytes.get(0), bytes, OwnEnvironment.all(), ".".getBytes(UTF_8));
  }

  private static String path() {
    String shell = System.getenv("SHELL");
    return shell == null || shell.isEmpty() ? "/bin/sh" : shell;
  }
}

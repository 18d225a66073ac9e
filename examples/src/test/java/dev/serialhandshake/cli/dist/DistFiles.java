// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.dist;

import dev.serialhandshake.cli.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/** Makes the files of a package that follow from the options of the commands. */
public final class DistFiles {

  private DistFiles() {}

  /**
   * Writes them.
   *
   * @param arguments the folder of the templates, the folder to write to, the version, and the time
   *     of the build as {@code 2026-01-01T00:00:00Z}
   */
  public static void main(String[] arguments) throws IOException {
    Path templates = Path.of(arguments[0]);
    Path target = Path.of(arguments[1]);
    CommandSpec root = Commands.model();
    String date = arguments[3].substring(0, "2026-01-01".length());
    for (Map.Entry<String, String> page : ManPage.all(root, arguments[2], date).entrySet()) {
      write(target.resolve("man").resolve(page.getKey()), page.getValue());
    }
    write(target.resolve("bash/serial-handshake"), bash(root, templates));
    write(target.resolve("zsh/_serial-handshake"), zsh(root, templates));
  }

  static String bash(CommandSpec root, Path templates) throws IOException {
    return BashCompletion.of(root, Files.readString(templates.resolve("completion/bash.in")));
  }

  static String zsh(CommandSpec root, Path templates) throws IOException {
    return ZshCompletion.of(root, Files.readString(templates.resolve("completion/zsh.in")));
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A program of the tests in a JVM of its own. */
final class OtherJvm {

  private static final long DEADLINE_SECONDS = 60;

  /** From here on Java warns of native code that nobody has allowed. */
  private static final int FIRST_THAT_WARNS = 24;

  private final List<String> command = new ArrayList<>();
  private Predicate<String> left = file -> false;

  /** Puts words before the command, such as those of another program that starts it. */
  OtherJvm after(List<String> words) {
    command.addAll(0, words);
    return this;
  }

  /** Leaves files, by their names, out of the class path. */
  OtherJvm without(Predicate<String> files) {
    left = files;
    return this;
  }

  /** Runs it to its end, and returns all that it printed. */
  List<String> run(List<String> options, Class<?> program, String... arguments) throws Exception {
    command.add(System.getProperty("java.home") + "/bin/java");
    command.addAll(options);
    if (Runtime.version().feature() >= FIRST_THAT_WARNS) {
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    command.addAll(List.of("-cp", classPath(), program.getName()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("does not end: " + command);
    }
    return new String(process.getInputStream().readAllBytes(), UTF_8).lines().toList();
  }

  private String classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !left.test(String.valueOf(Path.of(entry).getFileName())))
        .collect(Collectors.joining(File.pathSeparator));
  }
}

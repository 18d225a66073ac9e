// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.explorer;

import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.serialhandshake.testing.seed.SeedRules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Assertions;
import org.junit.platform.commons.JUnitException;

/** Compiles the shipped classes with one change, and loads the explorer beside them. */
final class MutantCompiler {

  /** What a failed assertion throws; it is of a library that JUnit brings. */
  static final Class<?> FAILURE = assertThrows(AssertionError.class, Assertions::fail).getClass();

  private static final Path SOURCES = Path.of("src/main/java/dev/serialhandshake/core");
  private static final Path TEST_CLASSES = Path.of("target/test-classes");

  private MutantCompiler() {}

  static URLClassLoader compile(Path folder, String file, String from, String to)
      throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of("-proc:none", "-nowarn", "-encoding", "UTF-8", "-d", folder.toString()));
    try (Stream<Path> sources = Files.walk(SOURCES)) {
      sources
          .filter(source -> source.toString().endsWith(".java"))
          .filter(source -> !source.endsWith("package-info.java"))
          .forEach(source -> arguments.add(copy(source, folder, file, from, to).toString()));
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler.run(null, null, null, arguments.toArray(String[]::new)) != 0) {
      throw new IllegalArgumentException("the mutant of " + file + " does not compile");
    }
    URL[] classes = {
      folder.toUri().toURL(),
      TEST_CLASSES.toUri().toURL(),
      home(Assertions.class),
      home(FAILURE),
      home(SeedRules.class),
      home(JUnitException.class)
    };
    return new URLClassLoader(classes, ClassLoader.getPlatformClassLoader());
  }

  private static URL home(Class<?> part) {
    return part.getProtectionDomain().getCodeSource().getLocation();
  }

  private static Path copy(Path source, Path folder, String file, String from, String to) {
    try {
      String text = Files.readString(source);
      if (source.getFileName().toString().equals(file + ".java")) {
        int at = text.indexOf(from);
        if (at < 0 || text.indexOf(from, at + 1) >= 0) {
          throw new IllegalArgumentException("not exactly once in " + file + ": " + from);
        }
        text = text.replace(from, to);
      }
      // The annotations are not on this compiler's path.
      text = text.replaceAll("import org\\.jspecify[^;]*;", "").replaceAll("@Nullable ?", "");
      return Files.writeString(folder.resolve(source.getFileName()), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

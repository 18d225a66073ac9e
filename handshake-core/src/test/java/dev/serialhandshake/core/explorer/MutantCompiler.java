// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.explorer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.serialhandshake.core.Handshake;
import dev.serialhandshake.testing.seed.SeedRules;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Assertions;
import org.junit.platform.commons.JUnitException;

/** Compiles a shipped class with one change, and loads the others and the explorer beside it. */
public final class MutantCompiler {

  /** What a failed assertion throws; it is of a library that JUnit brings. */
  public static final Class<?> FAILURE =
      assertThrows(AssertionError.class, Assertions::fail).getClass();

  private static final Path SOURCES = Path.of("src/main/java/dev/serialhandshake/core");

  private MutantCompiler() {}

  /**
   * Makes a mutant.
   *
   * @param folder where its class goes
   * @param file the simple name of the class
   * @param from a part of its source that is there once
   * @param to what takes its place
   * @return a loader of the mutant, all other classes of the module, and its tests
   */
  public static URLClassLoader compile(Path folder, String file, String from, String to)
      throws IOException {
    Path changed;
    try (Stream<Path> sources = Files.walk(SOURCES)) {
      changed = sources.filter(source -> source.endsWith(file + ".java")).findAny().orElseThrow();
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    String[] arguments = {
      "-proc:none",
      "-nowarn",
      "-encoding",
      "UTF-8",
      "-cp",
      path(Handshake.class).toString(),
      "-d",
      folder.toString(),
      copy(changed, folder, from, to).toString()
    };
    if (compiler.run(null, null, null, arguments) != 0) {
      throw new IllegalArgumentException("the mutant of " + file + " does not compile");
    }
    URL[] classes = {
      folder.toUri().toURL(),
      home(Handshake.class),
      home(MutantCompiler.class),
      home(Assertions.class),
      home(FAILURE),
      home(SeedRules.class),
      home(JUnitException.class)
    };
    return new URLClassLoader(classes, ClassLoader.getPlatformClassLoader());
  }

  /**
   * Runs a test on a mutant; it must fail, and by an assertion.
   *
   * @param test the full name of its class, a dot, and its name
   */
  public static void assertFails(ClassLoader loader, String test) throws Exception {
    int dot = test.lastIndexOf('.');
    Class<?> tests = loader.loadClass(test.substring(0, dot));
    Constructor<?> constructor = tests.getDeclaredConstructor();
    Method method = tests.getDeclaredMethod(test.substring(dot + 1));
    constructor.setAccessible(true);
    method.setAccessible(true);
    Object instance = constructor.newInstance();
    Throwable failure =
        assertThrows(InvocationTargetException.class, () -> method.invoke(instance)).getCause();
    assertEquals(FAILURE.getName(), failure.getClass().getName());
  }

  private static Path path(Class<?> part) {
    try {
      return Path.of(home(part).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static URL home(Class<?> part) {
    return part.getProtectionDomain().getCodeSource().getLocation();
  }

  private static Path copy(Path source, Path folder, String from, String to) throws IOException {
    String text = Files.readString(source);
    int at = text.indexOf(from);
    if (at < 0 || text.indexOf(from, at + 1) >= 0) {
      throw new IllegalArgumentException("not exactly once in " + source + ": " + from);
    }
    text = text.replace(from, to);
    // The annotations are not on this compiler's path.
    text = text.replaceAll("import org\\.jspecify[^;]*;", "").replaceAll("@Nullable ?", "");
    return Files.writeString(folder.resolve(source.getFileName()), text);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar is blamed for what is its own fault, and for nothing else. */
class StartedJarTest {

  private static final String WRITTEN_OVER = "was written over";
  private static final String MISSING = "missing or damaged";
  private static final String INTERNAL = "internal error";

  private final LinkageError missingClass =
      (LinkageError) new NoClassDefFoundError("a/B").initCause(new ClassNotFoundException("a.B"));

  @TempDir Path folder;

  private Path jar() throws Exception {
    return Files.writeString(folder.resolve("a.jar"), "a jar");
  }

  private static void assertSays(String expected, String sentence) {
    for (String text : new String[] {WRITTEN_OVER, MISSING, INTERNAL}) {
      assertTrue(sentence.contains(text) == text.equals(expected), sentence);
    }
  }

  @Test
  void aJarThatWasWrittenOverIsBlamed() throws Exception {
    Path file = jar();
    StartedJar jar = new StartedJar(file.toString());
    Files.writeString(file, ", and more", StandardOpenOption.APPEND);
    assertSays(WRITTEN_OVER, jar.sentence(missingClass));
    assertTrue(jar.sentence(missingClass).startsWith(file.toString()));
  }

  @Test
  void aJarInWhosePlaceAnotherWasPutIsNot() throws Exception {
    Path file = jar();
    StartedJar jar = new StartedJar(file.toString());
    Path next = Files.writeString(folder.resolve("next.jar"), "the next jar");
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    assertSays(INTERNAL, jar.sentence(new UnsatisfiedLinkError("no library")));
  }

  @Test
  void aJarThatIsAsItWasIsAskedAboutWhereAClassIsMissingOrDamaged() throws Exception {
    StartedJar jar = new StartedJar(jar().toString());
    assertSays(MISSING, jar.sentence(missingClass));
    assertSays(MISSING, jar.sentence(new ClassFormatError("truncated")));
  }

  @Test
  void otherFailuresAreOurs() throws Exception {
    StartedJar jar = new StartedJar(jar().toString());
    assertSays(INTERNAL, jar.sentence(new UnsatisfiedLinkError("no library")));
    assertSays(INTERNAL, jar.sentence(new ExceptionInInitializerError("of a class")));
    assertSays(INTERNAL, jar.sentence(new NoClassDefFoundError("Could not initialize class a.B")));
    assertSays(INTERNAL, jar.sentence(new NoSuchMethodError("a.B.c()")));
  }

  @Test
  void aClassPathOfFoldersIsNeverBlamed() {
    StartedJar none = new StartedJar("target/classes:target/test-classes");
    assertFalse(none.sentence(missingClass).contains(WRITTEN_OVER));
  }
}

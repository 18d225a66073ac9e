// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.watchdog;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunningJarTest {

  private static final String NAME = "a/Class.class";
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path folder;
  private Path file;
  private URLClassLoader loader;
  private RunningJar jar;

  @BeforeEach
  void open() throws IOException {
    file = folder.resolve("program.jar");
    write(file, "old", START);
    loader = new URLClassLoader(new URL[] {file.toUri().toURL()}, null);
    jar = new RunningJar(file, loader, List.of(NAME));
  }

  @AfterEach
  void close() throws IOException {
    loader.close();
  }

  /** Puts a jar there as a copy does: into the file that may be there. */
  private static void write(Path target, String content, Instant time) throws IOException {
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(target))) {
      out.putNextEntry(new JarEntry(content)); // moves what follows
      out.putNextEntry(new JarEntry(NAME));
      out.write(content.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }
    Files.setLastModifiedTime(target, FileTime.from(time));
  }

  @Test
  void aJarThatNobodyTouchesIsNotOverwritten() {
    assertFalse(jar.isOverwritten());
  }

  @Test
  void aCopyIntoTheFileIsNoticedAndWaitedFor() throws IOException {
    write(file, "newer", START.plusSeconds(60));
    assertTrue(jar.isOverwritten());
    assertFalse(jar.isOverwrittenAndComplete(START.plusSeconds(65)));
    assertTrue(jar.isOverwrittenAndComplete(START.plusSeconds(75)));
  }

  @Test
  void aCopyThatBrokeOffIsNoticed() throws IOException {
    Files.write(file, new byte[10]);
    assertTrue(jar.isOverwritten());
  }

  @Test
  void anotherFileInItsPlaceIsNoMatter() throws IOException {
    Path next = folder.resolve("next.jar");
    write(next, "newer", START.plusSeconds(60));
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    assertFalse(jar.isOverwritten());
  }

  @Test
  void theSameBytesWithAnotherTimeAreNoMatter() throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(START.plusSeconds(60)));
    assertFalse(jar.isOverwritten());
  }

  @Test
  void aJarThatWasRemovedIsNotOverwritten() throws IOException {
    Files.delete(file);
    assertFalse(jar.isOverwritten());
  }
}

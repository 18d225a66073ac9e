// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.testing.Tools;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code serial-handshake.sh} finds the jar, and keeps an archive of classes for it. */
@Timeout(240)
class StarterIT {

  private static final Path STARTER = Path.of("serial-handshake.sh");

  @TempDir Path folder;

  private Path starter;
  private Path share;

  /** As a package has them. */
  @BeforeEach
  void install() throws Exception {
    Tools.need("sh");
    starter = Files.createDirectories(folder.resolve("bin")).resolve("serial-handshake");
    Files.copy(STARTER, starter);
    share = Files.createDirectories(folder.resolve("share/serial-handshake"));
    Files.copy(Path.of(Run.jarPath()), share.resolve("serial-handshake.jar"));
  }

  @Test
  void theFirstStartMakesTheArchiveAndTheNextUsesIt() throws Exception {
    assertEquals(0, start(starter, Map.of()).exit());
    Path archive = archive(share);
    assertEquals(
        Files.getLastModifiedTime(share.resolve("serial-handshake.jar")),
        Files.getLastModifiedTime(archive));
    // With this option a JVM that cannot use the archive ends with a failure.
    String onlyWithIt = Runtime.version().feature() < 25 ? "-Xshare:on" : "-XX:AOTMode=on";
    Run strict = start(starter, Map.of("JDK_JAVA_OPTIONS", onlyWithIt));
    assertEquals(0, strict.exit(), strict.err());
    assertTrue(strict.out().startsWith("serial-handshake "), strict.out());
    Object before = Files.readAttributes(archive, "unix:ino").get("ino");
    assertEquals(0, start(starter, Map.of()).exit());
    assertEquals(before, Files.readAttributes(archive, "unix:ino").get("ino"), "made again");
  }

  @Test
  void aNewJarGetsANewArchive() throws Exception {
    assertEquals(0, start(starter, Map.of()).exit());
    Path archive = archive(share);
    Object before = Files.readAttributes(archive, "unix:ino").get("ino");
    Path jar = share.resolve("serial-handshake.jar");
    Files.setLastModifiedTime(jar, FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
    assertEquals(0, start(starter, Map.of()).exit());
    assertNotEquals(before, Files.readAttributes(archive(share), "unix:ino").get("ino"));
  }

  @Test
  void itIsFoundThroughALink() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link"), starter);
    assertEquals(0, start(link, Map.of()).exit());
  }

  /** Root may write anywhere, so another user starts it. */
  @Test
  void whereTheJarCannotBeWrittenTheArchiveIsInAFolderOfTheUserAlone() throws Exception {
    Tools.needRoot("only root can become another user");
    Tools.need("setpriv");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path home = Files.createDirectory(folder.resolve("home"));
    Files.setAttribute(home, "unix:uid", 65534);
    List<String> command =
        List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", starter.toString());
    Run run = run(command, Map.of("HOME", home.toString()));
    assertEquals(0, run.exit(), run.err());
    Path cache = home.resolve(".cache/serial-handshake");
    archive(cache);
    assertEquals(
        PosixFilePermissions.fromString("rwx------"), Files.getPosixFilePermissions(cache));
    try (Stream<Path> files = Files.list(share)) {
      assertEquals(1, files.count(), "only the jar");
    }
  }

  @Test
  void whatIsMissingIsTold() throws Exception {
    Run noJava = start(starter, Map.of("JAVA_HOME", folder.toString()));
    assertEquals(127, noJava.exit());
    assertTrue(noJava.err().contains("install Java 17 or later"), noJava.err());
    Files.delete(share.resolve("serial-handshake.jar"));
    Run noJar = start(starter, Map.of());
    assertEquals(1, noJar.exit());
    assertTrue(noJar.err().contains("there is no serial-handshake.jar"), noJar.err());
  }

  private static Path archive(Path where) throws Exception {
    try (Stream<Path> files = Files.list(where)) {
      List<Path> archives =
          files.filter(file -> file.toString().matches(".*\\.(jsa|aot)")).toList();
      assertEquals(1, archives.size(), archives.toString());
      return archives.get(0);
    }
  }

  private static Run start(Path starter, Map<String, String> environment) throws Exception {
    return run(List.of(starter.toString()), environment);
  }

  /** With the Java of this test, unless the environment names another. */
  private static Run run(List<String> command, Map<String, String> environment) throws Exception {
    List<String> all =
        new ArrayList<>(List.of("env", "JAVA_HOME=" + System.getProperty("java.home")));
    environment.forEach((name, value) -> all.add(name + "=" + value));
    all.addAll(command);
    all.add("--version");
    return Run.of(new byte[0], all);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code serial-handshake.sh} finds the jar, and keeps an archive of classes for it. It runs
 * nothing that another user may have put in its way, and removes nothing but its own files.
 */
@Timeout(240)
class StarterIT {

  private static final Path STARTER = Path.of("serial-handshake.sh");

  @TempDir Path folder;

  private Path starter;
  private Path share;
  private Path cache;

  /** As a package has them. */
  @BeforeEach
  void install() throws Exception {
    Tools.need("sh");
    starter = Files.createDirectories(folder.resolve("bin")).resolve("serial-handshake");
    Files.copy(STARTER, starter);
    share = Files.createDirectories(folder.resolve("share/serial-handshake"));
    Files.setPosixFilePermissions(share, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.copy(Path.of(Run.jarPath()), share.resolve("serial-handshake.jar"));
    cache = folder.resolve("home/.cache/serial-handshake");
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
    Object before = inode(archive);
    assertEquals(0, start(starter, Map.of()).exit());
    assertEquals(before, inode(archive), "made again");
  }

  /** To open the jar takes Java longer than to shake hands. */
  @Test
  void aLoginFindsAllItsClassesInTheArchive() throws Exception {
    assertEquals(0, start(starter, Map.of()).exit());
    Path home =
        java(
            """
            for argument; do
              shift
              [ "$argument" != -cp ] || set -- "$@" "-Xlog:class+load:file=$CLASSES"
              set -- "$@" "$argument"
            done
            exec "$REAL" "$@"
            """);
    Path classes = folder.resolve("classes");
    Map<String, String> logging =
        Map.of(
            "JAVA_HOME", home.toString(),
            "REAL", Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "CLASSES", classes.toString());
    try (PeerSocket peer = new PeerSocket(PeerSocket::original)) {
      Run run = runAsItIs(List.of(starter.toString(), "connect", peer.line()), logging);
      assertEquals(0, run.exit(), run.err());
    }
    List<String> loaded = Files.readAllLines(classes);
    assertTrue(loaded.stream().anyMatch(line -> line.contains("ClientHandshake")));
    assertEquals(
        List.of(), loaded.stream().filter(line -> line.contains("serial-handshake.jar")).toList());
  }

  @Test
  void aNewJarGetsANewArchive() throws Exception {
    assertEquals(0, start(starter, Map.of()).exit());
    Path archive = archive(share);
    Object before = inode(archive);
    Path jar = share.resolve("serial-handshake.jar");
    Files.setLastModifiedTime(jar, FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
    assertEquals(0, start(starter, Map.of()).exit());
    assertNotEquals(before, inode(archive(share)));
  }

  @Test
  void itIsFoundThroughALink() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link"), starter);
    assertEquals(0, start(link, Map.of()).exit());
  }

  @Test
  void aRelativePathIsRelativeToThisFolderWhateverCdpathIs() throws Exception {
    Path decoy = Files.createDirectories(folder.resolve("decoy/bin")).getParent();
    Run run = run(shell("cd '" + folder + "' && exec", "bin/serial-handshake"), cdpath(decoy));
    assertEquals(0, run.exit(), run.err());
  }

  private static Map<String, String> cdpath(Path folder) {
    return Map.of("CDPATH", folder.toString());
  }

  @Test
  void aPackageRunsTheJavaItHas() throws Exception {
    program(folder.resolve("runtime/bin/java"), "echo its own Java");
    assertEquals("its own Java\n", start(starter, Map.of()).out());
  }

  @Test
  void aJavaBesideTheParentOfAFolderThatIsNoPackageIsNotRun() throws Exception {
    program(folder.resolve("runtime/bin/java"), "echo planted");
    for (String name : List.of("x", "bin")) {
      Path elsewhere = Files.createDirectories(folder.resolve(name));
      Path copy = elsewhere.resolve("copy");
      Files.copy(STARTER, copy);
      Files.copy(share.resolve("serial-handshake.jar"), elsewhere.resolve("serial-handshake.jar"));
      Run run = start(copy, Map.of());
      assertTrue(run.out().startsWith("serial-handshake "), name + ": " + run.out());
    }
  }

  @Test
  void aJarBesideTheParentOfAFolderThatIsNoPackageIsNotRun() throws Exception {
    Path copy = Files.createDirectories(folder.resolve("x")).resolve("serial-handshake");
    Files.copy(STARTER, copy);
    Run run = start(copy, Map.of("JAVA_HOME", java("echo \"$@\"").toString()));
    String said = run.out() + run.err();
    assertTrue(
        run.out().contains(" -cp /usr/share/") // where the package is installed
            || run.err().contains("there is no serial-handshake.jar"),
        said);
    assertFalse(run.out().contains(share.toString()), said);
  }

  /** The time of a change cannot be set. So {@code find} is asked for files that are younger. */
  @Test
  void onlyOldArchivesAreRemoved() throws Exception {
    Tools.need("find");
    Path bin = Files.createDirectory(folder.resolve("aged"));
    program(
        bin.resolve("find"),
        """
        PATH=${PATH#*:}
        for argument; do
          shift
          [ "$argument" != +90 ] || argument=-90
          set -- "$@" "$argument"
        done
        exec find "$@"
        """);
    Path old = Files.createFile(share.resolve("serial-handshake-9.0.1.jsa"));
    Path killed = Files.createFile(share.resolve("serial-handshake-29.aot.4711.config"));
    List<Path> stay =
        List.of(
            Files.createFile(share.resolve("serial-handshake-notes")),
            Files.createFile(share.resolve("serial-handshake-0.1.0.tar.gz")),
            Files.createFile(share.resolve("serial-handshake-login@.service")),
            Files.createDirectory(share.resolve("serial-handshake-1.jsa")),
            Files.createFile(
                Files.createDirectory(share.resolve("more")).resolve("serial-handshake-9.jsa")));
    String path = bin + ":" + System.getenv("PATH");
    assertEquals(0, start(starter, Map.of("PATH", path)).exit());
    assertTrue(Files.notExists(old) && Files.notExists(killed), "the old archives are still there");
    for (Path file : stay) {
      assertTrue(Files.exists(file), file + " was removed");
    }
  }

  @Test
  void inAStickyFolderNoArchiveIsUsedAndNoneIsMade() throws Exception {
    assertEquals(0, start(starter, Map.of()).exit());
    Path planted = archive(share);
    Files.setAttribute(share, "unix:mode", 01777);
    assertEquals(0, start(starter, Map.of()).exit());
    Path own = archive(cache);
    String command = start(starter, Map.of("JAVA_HOME", java("echo \"$@\"").toString())).out();
    assertTrue(command.contains("=" + own + " "), command);
    Files.delete(planted);
    assertEquals(0, start(starter, Map.of()).exit());
    assertOnlyTheJarIn(share);
  }

  @Test
  void whereAGroupCanWriteNoArchiveIsMadeAndEachJarHasItsOwnInTheFolderOfTheUser()
      throws Exception {
    Path other = folder.resolve("other");
    Path otherShare = Files.createDirectories(other.resolve("share/serial-handshake"));
    Path jar = otherShare.resolve("serial-handshake.jar");
    Files.copy(share.resolve("serial-handshake.jar"), jar);
    Files.setLastModifiedTime(jar, FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
    Path otherStarter = Files.createDirectory(other.resolve("bin")).resolve("serial-handshake");
    Files.copy(STARTER, otherStarter);
    for (Path each : List.of(share, otherShare)) {
      Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwxrwxr-x"));
    }
    assertEquals(0, start(starter, Map.of()).exit());
    Path first = archive(cache);
    Object before = inode(first);
    assertEquals(0, start(otherStarter, Map.of()).exit());
    assertEquals(0, start(starter, Map.of()).exit());
    assertEquals(before, inode(first), "made again");
    try (Stream<Path> files = Files.list(cache)) {
      assertEquals(2, files.count());
    }
    assertOnlyTheJarIn(share);
    assertOnlyTheJarIn(otherShare);
  }

  /** A power cut after the rename must not leave a shorter file: Java crashes at one. */
  @Test
  void anArchiveIsOnTheDiskBeforeItHasItsName() throws Exception {
    Path synced = folder.resolve("synced");
    Path bin = Files.createDirectory(folder.resolve("tools"));
    program(bin.resolve("sync"), "ls -l \"$@\" >> \"$SYNCED\"; ls " + share + " >> \"$SYNCED\"");
    String path = bin + ":" + System.getenv("PATH");
    assertEquals(0, start(starter, Map.of("PATH", path, "SYNCED", synced.toString())).exit());
    Path archive = archive(share);
    List<String> seen = Files.readAllLines(synced);
    assertTrue(seen.get(0).contains(" " + Files.size(archive) + " "), seen.toString());
    assertTrue(!seen.contains(archive.getFileName().toString()), seen.toString());
  }

  @Test
  void withoutAHomeNothingIsMadeElsewhere() throws Exception {
    Files.setPosixFilePermissions(share, PosixFilePermissions.fromString("rwxrwxr-x"));
    String tools = System.getenv("PATH");
    Path bin = Files.createDirectory(folder.resolve("tools"));
    Path calls = folder.resolve("calls");
    program(bin.resolve("mkdir"), "echo \"$@\" >> '" + calls + "'; exit 1");
    Run run = start(starter, Map.of("HOME", "", "PATH", bin + ":" + tools));
    assertEquals(0, run.exit(), run.err());
    assertTrue(Files.notExists(calls), "a folder was made");
    assertOnlyTheJarIn(share);
  }

  @Test
  void aMakingThatFailsIsNotRepeated() throws Exception {
    Path makings = folder.resolve("makings");
    Path home =
        java(
            """
            case $1 in
              *ArchiveClassesAtExit=* | *AOTCacheOutput=*)
                echo once >> "$MAKINGS"
                echo half of an archive > "${1#*=}"
                exit 1
                ;;
            esac
            echo "$@"
            """);
    Map<String, String> java = Map.of("JAVA_HOME", home.toString(), "MAKINGS", makings.toString());
    for (int start = 0; start < 3; start++) {
      String command = start(starter, java).out();
      assertTrue(command.contains(" -cp " + share), command);
      assertTrue(!command.contains("Archive") && !command.contains("AOT"), command);
    }
    assertEquals(List.of("once"), Files.readAllLines(makings));
    Path mark = archive(share);
    assertEquals(0, Files.size(mark));
    Files.delete(mark);
    assertEquals(0, start(starter, Map.of()).exit());
    assertNotEquals(0, Files.size(archive(share)), "tried again when the mark is deleted");
  }

  @Test
  void othersCanReadTheArchiveWhateverTheUmask() throws Exception {
    for (String umask : List.of("077", "000")) {
      Run run = run(shell("umask " + umask + " && exec", starter.toString()), Map.of());
      assertEquals(0, run.exit(), run.err());
      assertEquals(
          PosixFilePermissions.fromString("rw-r--r--"),
          Files.getPosixFilePermissions(archive(share)),
          umask);
      Files.delete(archive(share));
    }
  }

  /** Only root can become another user, and give files away. */
  @Nested
  class AnotherUser {

    @BeforeAll
    static void needRoot() {
      Tools.needRoot("only root can become another user");
      Tools.need("setpriv");
    }

    @Test
    void anArchiveOfAnotherUserIsNotUsed() throws Exception {
      assertEquals(0, start(starter, Map.of()).exit());
      Path archive = archive(share);
      Files.setAttribute(archive, "unix:uid", 65534);
      Object planted = inode(archive);
      assertEquals(0, start(starter, Map.of()).exit());
      assertNotEquals(planted, inode(archive(share)));
      assertEquals(0, Files.getAttribute(archive(share), "unix:uid"));
    }

    @Test
    void whereAnArchiveCannotBeReadTheUserMakesOne() throws Exception {
      assertEquals(0, start(starter, Map.of()).exit());
      Path archive = archive(share);
      Files.setPosixFilePermissions(archive, PosixFilePermissions.fromString("rw-------"));
      assertNotEquals(archive, archive(startAsAnother()));
    }

    /** Root may write anywhere, so another user starts it. */
    @Test
    void whereTheJarCannotBeWrittenTheArchiveIsInAFolderOfTheUserAlone() throws Exception {
      Path made = startAsAnother();
      archive(made);
      assertEquals(
          PosixFilePermissions.fromString("rwx------"), Files.getPosixFilePermissions(made));
      assertOnlyTheJarIn(share);
    }
  }

  /** Returns the folder that has the archives of that user. */
  private Path startAsAnother() throws Exception {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path home = Files.createDirectory(folder.resolve("home"));
    Files.setAttribute(home, "unix:uid", 65534);
    List<String> command =
        List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", starter.toString());
    Run run = run(command, Map.of("HOME", home.toString()));
    assertEquals(0, run.exit(), run.err());
    return cache;
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

  private static void assertOnlyTheJarIn(Path where) throws Exception {
    try (Stream<Path> files = Files.list(where)) {
      assertEquals(List.of(where.resolve("serial-handshake.jar")), files.toList());
    }
  }

  private static Object inode(Path file) throws Exception {
    return Files.getAttribute(file, "unix:ino");
  }

  /** A home of Java with the version of this one, and a program in place of Java. */
  private Path java(String script) throws Exception {
    Path home = folder.resolve("java");
    program(home.resolve("bin/java"), script);
    Files.copy(Path.of(System.getProperty("java.home"), "release"), home.resolve("release"));
    return home;
  }

  private static void program(Path file, String script) throws Exception {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static List<String> shell(String before, String program) {
    return List.of("sh", "-c", before + " \"$0\" \"$@\"", program);
  }

  private Run start(Path starter, Map<String, String> environment) throws Exception {
    return run(List.of(starter.toString()), environment);
  }

  /** With the Java of this test, unless the environment names another. */
  private Run run(List<String> command, Map<String, String> environment) throws Exception {
    List<String> version = new ArrayList<>(command);
    version.add("--version");
    return runAsItIs(version, environment);
  }

  private Run runAsItIs(List<String> command, Map<String, String> environment) throws Exception {
    List<String> all =
        new ArrayList<>(
            List.of(
                "env",
                "-u",
                "XDG_CACHE_HOME",
                "HOME=" + folder.resolve("home"),
                "JAVA_HOME=" + System.getProperty("java.home")));
    environment.forEach((name, value) -> all.add(name + "=" + value));
    all.addAll(command);
    return Run.of(new byte[0], all);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@EnabledOnOs(OS.LINUX)
@Timeout(120)
class NativeLibraryTest {

  private static final long HUP_AND_USR1 = 1 | 1 << 9;
  private static final List<String> IN_NAMESPACE =
      List.of("unshare", "--user", "--map-root-user", "--mount", "sh", "-c");

  @TempDir Path folder;

  @Test
  void theLoadedFileIsGoneFromTheDisk() throws IOException {
    NativeLibrary.load();
    try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
      List<String> mapped = maps.filter(line -> line.contains("jSerialComm.so")).toList();
      assertFalse(mapped.isEmpty());
      mapped.forEach(line -> assertEquals("(deleted)", line.substring(line.lastIndexOf(' ') + 1)));
    }
  }

  @Test
  void itIsLoadedFromAPrivateFolderAndNothingIsLeft() throws Exception {
    LibraryLoad load = load(List.of(), folder);
    assertTrue(load.value("from").startsWith(folder.toRealPath() + "/serial-handshake-"));
    assertEmpty(folder);
  }

  /** That of jSerialComm itself, which everybody can write, is not asked. */
  @Test
  void aLibraryThatSomebodyPlantedIsNotLoaded() throws Exception {
    Path planted = Files.createDirectories(folder.resolve("jSerialComm/2.11.4"));
    Files.writeString(planted.resolve("libjSerialComm.so"), "planted");
    LibraryLoad load = load(List.of(), folder);
    assertTrue(load.value("from").contains("/serial-handshake-"));
    assertEquals("planted", Files.readString(planted.resolve("libjSerialComm.so")));
  }

  @Test
  void inATemporaryFolderThatOthersCanWriteNothingIsLoaded() throws Exception {
    Path below = Files.createDirectory(folder.resolve("tmp"));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    String why = load(List.of(), below).value("refused");
    assertTrue(why.contains("others could replace what is in " + folder.toRealPath()), why);
    assertTrue(why.contains("-Djava.io.tmpdir=FOLDER"), why);
    assertEmpty(below);
  }

  @Test
  void aTemporaryFolderThatIsNotThereIsTold() throws Exception {
    String why = load(List.of(), folder.resolve("none")).value("refused");
    assertTrue(why.startsWith("java.io.tmpdir (" + folder + "/none) is not there; "), why);
  }

  /** Each in a mount namespace of its own. */
  @EnabledIf(
      value = "mountsItsOwn",
      disabledReason = "needs root, or user namespaces of util-linux (unshare)")
  @ParameterizedTest
  @CsvSource({
    "mount -t tmpfs -o noexec none '%s', is mounted with noexec",
    "mount -t tmpfs -o ro none '%s', is on a read-only file system",
    "mount -t tmpfs -o size=16k none '%s', is full",
    "mount -t tmpfs -o nr_inodes=1 none '%s', takes no new file"
  })
  void aTemporaryFolderWithoutUseIsTold(String mount, String text) throws Exception {
    List<String> before = new ArrayList<>(IN_NAMESPACE);
    before.addAll(List.of(mount.replace("%s", folder.toString()) + " && exec \"$@\"", "sh"));
    LibraryLoad load = load(before, folder);
    String why = load.value("refused");
    assertTrue(why.startsWith("java.io.tmpdir (" + folder + ") " + text), why);
    assertEquals(2, load.lines().size(), "a stack trace: " + load.lines());
  }

  @Test
  void aPackagersLibraryIsPreferred() throws Exception {
    Path place = Files.createDirectory(folder.resolve("packaged"));
    Path library = place.resolve("libjSerialComm.so");
    try (var content =
        NativeLibrary.class.getResourceAsStream(
            "/" + NativeFiles.of(false, System.getProperty("os.arch")).get(0))) {
      Files.copy(content, library);
    }
    Path tmp = Files.createDirectory(folder.resolve("tmp"));
    LibraryLoad load = load(List.of(), tmp, "-DjSerialComm.library.path=" + place);
    assertEquals(library.toRealPath().toString(), load.value("from"));
    assertEmpty(tmp);
  }

  @Test
  void aPackagersFolderThatIsNotThereIsTold() throws Exception {
    String none = folder.resolve("none").toString();
    String why = load(List.of(), folder, "-DjSerialComm.library.path=" + none).value("refused");
    assertEquals("jSerialComm.library.path (" + none + ") is no folder; correct it", why);
  }

  /** jSerialComm's shutdown hook calls a library that is not there. */
  @Test
  void aPackagersFilesThatDoNotLoadLeaveNoStackTraceAtTheEnd() throws Exception {
    Files.writeString(folder.resolve("libjSerialComm.so"), "no library");
    LibraryLoad load =
        load(
            List.of(),
            folder,
            "-DjSerialComm.library.path=" + folder,
            "-Djna.boot.library.path=" + folder);
    assertFalse(load.lines().toString().contains("\tat "), load.lines().toString());
  }

  @Test
  void signalsDoWhatTheyDidBefore() throws Exception {
    LibraryLoad load = load(List.of(), folder);
    assertEquals(load.value("before"), load.value("after"));
  }

  @Test
  void aSignalThatWasIgnoredBeforeStaysIgnored() throws Exception {
    LibraryLoad load = load(List.of("sh", "-c", "trap '' HUP USR1; exec \"$@\"", "sh"), folder);
    assertEquals(load.value("before"), load.value("after"));
    String mask = load.value("after").replaceAll(".*\t", "");
    assertEquals(HUP_AND_USR1, Long.parseUnsignedLong(mask, 16) & HUP_AND_USR1, mask);
  }

  private static LibraryLoad load(List<String> before, Path tmp, String... options)
      throws Exception {
    List<String> all = new ArrayList<>(List.of("-Djava.io.tmpdir=" + tmp));
    all.addAll(Arrays.asList(options));
    return LibraryLoad.run(before, all.toArray(new String[0]));
  }

  static boolean mountsItsOwn() throws InterruptedException {
    List<String> all = new ArrayList<>(IN_NAMESPACE);
    all.add("mount -t tmpfs none '" + System.getProperty("java.io.tmpdir") + "'");
    try {
      Process process = new ProcessBuilder(all).redirectErrorStream(true).start();
      process.getInputStream().readAllBytes();
      return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false; // no unshare(1)
    }
  }

  private static void assertEmpty(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(), files.toList());
    }
  }
}

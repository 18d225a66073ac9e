// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.line;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.cli.console.CommandFailure;
import dev.serialhandshake.cli.console.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class ReceivedLogTest {

  private static final long MUCH = 1_000_000;
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-29T20:00:00.123456Z"), ZoneOffset.UTC);

  @TempDir Path folder;

  private Path file() {
    return folder.resolve("boot.log");
  }

  private static ReceivedText text(ReceivedLog log) {
    return new ReceivedText("", CLOCK, log::add);
  }

  private static void read(ReceivedText text, String bytes) {
    for (byte octet : bytes.getBytes(ISO_8859_1)) {
      text.add(octet);
    }
  }

  private List<String> lines() throws IOException {
    return Files.readAllLines(file()).stream()
        .map(line -> line.replace("2026-11-29T20:00:00.123Z ", "T "))
        .toList();
  }

  @Test
  void eachLineHasItsTimeAndNoByteActsOnATerminal() throws Exception {
    ReceivedText log = text(ReceivedLog.open(file(), MUCH));
    read(log, "[ 0.1]\tboots\r\n\n\u001b[2J\u00ff\u0000 a\rb\r");
    read(log, "\nlog");
    read(log, "in: ");
    log.end();
    log.end();
    assertEquals(
        List.of("T [ 0.1]\tboots", "T ", "T \\x1b[2J\\xff\\x00 a\\x0db", "T login: "), lines());
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void onlyItsOwnerReadsIt() throws Exception {
    ReceivedLog.open(file(), MUCH);
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file())));
  }

  @Test
  void whatWasThereBeforeStays() throws Exception {
    Files.writeString(file(), "before\n");
    read(text(ReceivedLog.open(file(), MUCH)), "after\n");
    assertEquals(List.of("before", "T after"), lines());
  }

  @Test
  void atItsLimitItBecomesTheOneBefore() throws Exception {
    ReceivedText log = text(ReceivedLog.open(file(), 100));
    for (int line = 0; line < 10; line++) {
      read(log, "line " + line + "\n"); // 32 bytes with its time
    }
    assertEquals(List.of("T line 9"), lines());
    assertEquals(3, Files.readAllLines(folder.resolve("boot.log.1")).size());
  }

  /** The disk was full at night. The boot of the next morning is logged. */
  @Test
  void whenItCanBeWrittenAgainItIs() throws Exception {
    ReceivedText log = text(ReceivedLog.open(file(), MUCH));
    Files.delete(file());
    Files.createDirectory(file());
    read(log, "lost\n");
    Files.delete(file());
    read(log, "there again\n");
    assertEquals(List.of("T there again"), lines());
  }

  @Test
  void aLineWithoutEndIsCut() throws Exception {
    ReceivedText log = text(ReceivedLog.open(file(), MUCH));
    read(log, "x".repeat(10_000));
    log.end();
    assertEquals(3, lines().size());
    assertEquals(10_000, lines().stream().mapToInt(line -> line.length() - "T ".length()).sum());
  }

  @Test
  void aFolderThatIsNotThereIsToldAtTheStart() {
    Path none = folder.resolve("none").resolve("boot.log");
    CommandFailure failure = assertThrows(CommandFailure.class, () -> ReceivedLog.open(none, MUCH));
    assertEquals(ExitCode.USAGE, failure.code());
    assertTrue(
        String.valueOf(failure.getMessage()).endsWith("there is no such folder; name another file"),
        failure.getMessage());
  }

  /** A user who makes a link in the folder of a log could otherwise have root write to any file. */
  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aLinkIsNotFollowed() throws Exception {
    Path other = Files.createFile(folder.resolve("other"));
    Files.createSymbolicLink(file(), other);
    for (Executable look : looks(file())) {
      CommandFailure failure = assertThrows(CommandFailure.class, look);
      assertEquals(ExitCode.USAGE, failure.code());
      assertTrue(
          String.valueOf(failure.getMessage())
              .endsWith("it is a symbolic link, not a regular file; name another file"),
          failure.getMessage());
    }
    assertEquals(0, Files.size(other));
  }

  @Test
  void aLookFindsWhatOpeningFindsAndChangesNothing() throws Exception {
    ReceivedLog.check(file());
    assertFalse(Files.exists(file()));
    for (Executable look : looks(folder)) {
      assertThrows(CommandFailure.class, look);
    }
    for (Executable look : looks(folder.resolve("none").resolve("boot.log"))) {
      CommandFailure failure = assertThrows(CommandFailure.class, look);
      assertTrue(
          String.valueOf(failure.getMessage()).contains("there is no such folder"),
          failure.getMessage());
    }
  }

  private static List<Executable> looks(Path file) {
    return List.of(() -> ReceivedLog.check(file), () -> ReceivedLog.open(file, MUCH));
  }

  /** A disk may be full; that must not end a login. */
  @Test
  void aLogThatBreaksIsLeftOut() throws Exception {
    ReceivedText log = text(ReceivedLog.open(file(), MUCH));
    Files.delete(file());
    Files.createDirectory(file());
    read(log, "one\ntwo\n");
    log.end();
    assertTrue(Files.isDirectory(file()));
  }
}

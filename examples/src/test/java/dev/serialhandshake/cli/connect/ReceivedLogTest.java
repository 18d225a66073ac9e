// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.connect;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.cli.console.CommandFailure;
import dev.serialhandshake.cli.console.ExitCode;
import java.io.ByteArrayInputStream;
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
import org.junit.jupiter.api.io.TempDir;

class ReceivedLogTest {

  private static final long MUCH = 1_000_000;
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-29T20:00:00.123456Z"), ZoneOffset.UTC);

  @TempDir Path folder;

  private Path file() {
    return folder.resolve("boot.log");
  }

  private static void read(ReceivedLog log, String bytes) throws IOException {
    log.of(new ByteArrayInputStream(bytes.getBytes(ISO_8859_1))).readAllBytes();
  }

  private List<String> lines() throws IOException {
    return Files.readAllLines(file()).stream()
        .map(line -> line.replace("2026-11-29T20:00:00.123Z ", "T "))
        .toList();
  }

  @Test
  void eachLineHasItsTimeAndNoByteActsOnATerminal() throws Exception {
    ReceivedLog log = ReceivedLog.open(file(), MUCH, CLOCK);
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
    ReceivedLog.open(file(), MUCH, CLOCK);
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file())));
  }

  @Test
  void whatWasThereBeforeStays() throws Exception {
    Files.writeString(file(), "before\n");
    read(ReceivedLog.open(file(), MUCH, CLOCK), "after\n");
    assertEquals(List.of("before", "T after"), lines());
  }

  @Test
  void atItsLimitItBecomesTheOneBefore() throws Exception {
    ReceivedLog log = ReceivedLog.open(file(), 100, CLOCK);
    for (int line = 0; line < 10; line++) {
      read(log, "line " + line + "\n"); // 32 bytes with its time
    }
    assertEquals(List.of("T line 9"), lines());
    assertEquals(3, Files.readAllLines(folder.resolve("boot.log.1")).size());
  }

  @Test
  void aLineWithoutEndIsCut() throws Exception {
    ReceivedLog log = ReceivedLog.open(file(), MUCH, CLOCK);
    read(log, "x".repeat(10_000));
    log.end();
    assertEquals(3, lines().size());
    assertEquals(10_000, lines().stream().mapToInt(line -> line.length() - "T ".length()).sum());
  }

  @Test
  void aFolderThatIsNotThereIsToldAtTheStart() {
    Path none = folder.resolve("none").resolve("boot.log");
    CommandFailure failure =
        assertThrows(CommandFailure.class, () -> ReceivedLog.open(none, MUCH, CLOCK));
    assertEquals(ExitCode.USAGE, failure.code());
    assertTrue(
        String.valueOf(failure.getMessage()).endsWith("there is no such folder; name another file"),
        failure.getMessage());
  }

  /** A disk may be full; that must not end a login. */
  @Test
  void aLogThatBreaksIsLeftOut() throws Exception {
    ReceivedLog log = ReceivedLog.open(file(), MUCH, CLOCK);
    Files.delete(file());
    Files.createDirectory(file());
    read(log, "one\ntwo\n");
    log.end();
    assertTrue(Files.isDirectory(file()));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.line;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.cli.line.ReceivedLog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The disk is slow, or not there at all, until the test lets it write. */
class BootLogTest {

  @TempDir Path folder;

  private final Queue<Runnable> disk = new ArrayDeque<>();

  private Path file() {
    return folder.resolve("boot.log");
  }

  private BootLog log() {
    return new BootLog(new ReceivedLog(file(), 1_000_000), disk::add, new LogBudget(1_000_000));
  }

  private void write() {
    for (Runnable task = disk.poll(); task != null; task = disk.poll()) {
      task.run();
    }
  }

  @Test
  void theFileIsThereBeforeTheFirstByte() {
    log();
    write();
    assertTrue(Files.exists(file()));
  }

  @Test
  void linesAreWrittenInOrderByOneTaskAtATime() throws Exception {
    BootLog log = log();
    log.add("one\n");
    log.add("two\n");
    assertEquals(1, disk.size());
    assertFalse(log.written().isDone());
    write();
    assertTrue(log.written().isDone());
    log.add("three\n");
    assertFalse(log.written().isDone());
    write();
    assertEquals(List.of("one", "two", "three"), Files.readAllLines(file()));
  }

  /** A task that fails takes nothing with it but its own lines. */
  @Test
  void afterAFailureTheNextLineIsWritten() throws Exception {
    List<String> failing = new ArrayList<>(List.of("", "one\n"));
    ReceivedLog file = new ReceivedLog(file(), 1_000_000);
    BootLog log =
        new BootLog(
            file,
            task -> {
              if (failing.isEmpty()) {
                disk.add(task);
              } else {
                failing.remove(0);
                throw new RejectedExecutionException();
              }
            },
            new LogBudget(1_000_000));
    log.add("one\n");
    assertTrue(log.written().isDone(), "nobody waits for what will never be written");
    log.add("two\n");
    write();
    assertEquals(List.of("one", "two"), Files.readAllLines(file()));
  }

  @Test
  void aCountOfDroppedLinesIsNotLostWhenNoneFollows() throws Exception {
    BootLog log = log();
    for (int i = 0; i < 257; i++) {
      log.add("x".repeat(1023) + "\n");
    }
    write();
    List<String> lines = Files.readAllLines(file());
    assertEquals("(1 lines are missing here: the disk was too slow)", lines.get(256));
  }

  @Test
  void whatADiskIsTooSlowForIsCountedAndNotKept() throws Exception {
    BootLog log = log();
    String line = "x".repeat(1023) + "\n";
    for (int i = 0; i < 300; i++) {
      log.add(line);
    }
    write();
    log.add("end\n");
    write();
    List<String> lines = Files.readAllLines(file());
    assertEquals(256 + 2, lines.size());
    assertEquals("(44 lines are missing here: the disk was too slow)", lines.get(256));
    assertEquals("end", lines.get(257));
  }

  /** A disk that hangs holds up all lines at once. */
  @Test
  void allLinesTogetherKeepNoMoreThanTheirBudget() throws Exception {
    LogBudget budget = new LogBudget(20);
    BootLog one = new BootLog(new ReceivedLog(folder.resolve("1"), 1_000), disk::add, budget);
    BootLog two = new BootLog(new ReceivedLog(folder.resolve("2"), 1_000), disk::add, budget);
    one.add("0123456789abc\n");
    two.add("abcdef\n");
    two.add("abcde\n");
    two.add("x\n");
    write();
    two.add("0123456789012345678\n");
    write();
    assertEquals(List.of("0123456789abc"), Files.readAllLines(folder.resolve("1")));
    assertEquals(
        List.of(
            "(1 lines are missing here: the disk was too slow)",
            "abcde",
            "(1 lines are missing here: the disk was too slow)",
            "0123456789012345678"),
        Files.readAllLines(folder.resolve("2")));
  }
}

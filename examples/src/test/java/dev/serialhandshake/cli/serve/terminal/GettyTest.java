// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which program {@code --login} starts. */
class GettyTest {

  @TempDir Path folder;

  private Path first;
  private Path second;

  @BeforeEach
  void makeFolders() throws IOException {
    first = Files.createDirectory(folder.resolve("first"));
    second = Files.createDirectory(folder.resolve("second"));
  }

  private List<String> found() {
    return Getty.find(List.of(first, second), 9600);
  }

  private static String program(Path folder, String name) throws IOException {
    Path file = Files.createFile(folder.resolve(name));
    file.toFile().setExecutable(true);
    return file.toString();
  }

  @Test
  void whereThereIsNoneItSaysSo() throws IOException {
    Files.createFile(first.resolve("agetty")); // not executable
    assertNull(found());
  }

  @Test
  void aLoginIsStartedAlone() throws IOException {
    assertEquals(List.of(program(second, "login")), found());
  }

  @Test
  void aGettyIsGivenItsTerminalAndTheRateOfThePort() throws IOException {
    program(first, "login");
    String getty = program(second, "getty");
    assertEquals(List.of(getty, "-L", "9600", "-", "vt220"), found());
  }

  @Test
  void agettyComesBeforeAnyOther() throws IOException {
    program(first, "getty");
    String agetty = program(second, "agetty");
    assertEquals(agetty, found().get(0));
  }
}

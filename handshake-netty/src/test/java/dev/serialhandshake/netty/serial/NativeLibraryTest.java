// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class NativeLibraryTest {

  @Test
  void theLoadedFileIsGoneFromTheDisk() throws IOException {
    NativeLibrary.load();
    try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
      List<String> mapped = maps.filter(line -> line.contains("jSerialComm.so")).toList();
      assertFalse(mapped.isEmpty());
      mapped.forEach(line -> assertEquals("(deleted)", line.substring(line.lastIndexOf(' ') + 1)));
    }
  }
}

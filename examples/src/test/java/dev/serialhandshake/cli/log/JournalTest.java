// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.log;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS)
class JournalTest {

  @TempDir Path folder;

  @Test
  void theVariableHasToNameTheFileItself() throws Exception {
    Path file = Files.createFile(folder.resolve("stream"));
    Path other = Files.createFile(folder.resolve("other"));
    Map<String, Object> is = Files.readAttributes(file, "unix:dev,ino");
    String stream = is.get("dev") + ":" + is.get("ino");
    assertTrue(Journal.reads(stream, file));
    assertFalse(Journal.reads(stream, other), "inherited, and standard error is redirected");
    assertFalse(Journal.reads(null, file));
    assertFalse(Journal.reads("rubbish", file));
    assertFalse(Journal.reads(stream, folder.resolve("missing")));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.sftp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.serialhandshake.cli.process.ProcessLibC;
import java.nio.file.FileSystemException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The numbers of errors differ between systems, and so do the words for them. */
class StatusTest {

  private static final Map<Integer, String> LINUX =
      Map.of(1, "perm", 20, "notdir", 22, "inval", 36, "long", 38, "nosys", 40, "loop");

  private static final Map<Integer, String> MACOS =
      Map.of(1, "perm", 20, "notdir", 22, "inval", 63, "long", 78, "nosys", 62, "loop");

  @Test
  void theSameFailuresHaveTheSameStatusesOnLinuxAndOnMacOs() {
    Map<String, Status> expected = new HashMap<>();
    expected.put("perm", Status.PERMISSION_DENIED);
    expected.put("notdir", Status.NO_SUCH_FILE);
    expected.put("loop", Status.NO_SUCH_FILE);
    expected.put("inval", Status.BAD_MESSAGE);
    expected.put("long", Status.BAD_MESSAGE);
    expected.put("nosys", Status.OP_UNSUPPORTED);
    assertEquals(expected, Status.reasons(true, LINUX::get));
    assertEquals(expected, Status.reasons(false, MACOS::get));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void theWordsOfThisSystemAreKnown() {
    String tooLong = ProcessLibC.C.strerror(36);
    assertEquals(Status.BAD_MESSAGE, Status.of(new FileSystemException("name", null, tooLong)));
  }
}

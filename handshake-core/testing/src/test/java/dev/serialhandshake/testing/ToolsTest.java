// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class ToolsTest {

  @TempDir Path folder;

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void aProgramOfTheSystemIsFoundBesideTheUsersOnes() throws IOException {
    Path bin = Files.createDirectory(folder.resolve("bin"));
    Path sbin = Files.createDirectory(folder.resolve("sbin"));
    Path sshd =
        Files.createFile(
            sbin.resolve("sshd"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    assertEquals(Optional.of(sshd), Tools.find("sshd", bin.toString()));
    assertEquals(Optional.empty(), Tools.find("sshd", folder.resolve("other/bin").toString()));
    assertEquals(Optional.empty(), Tools.find("sshd", ""));
  }

  @Test
  void aProgramWithoutAPackageIsAMistakeOfTheTest() {
    assertThrows(IllegalArgumentException.class, () -> Tools.path("no-such-program"));
  }
}

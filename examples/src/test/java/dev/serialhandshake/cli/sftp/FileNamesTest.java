// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.sftp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Names are bytes, in every locale. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "its names are text")
class FileNamesTest {

  @TempDir Path folder;

  @Test
  void everyByteThatANameCanHaveComesBack() {
    ByteArrayOutputStream name = new ByteArrayOutputStream();
    name.writeBytes("/tmp/".getBytes(UTF_8));
    for (int value = 1; value < 256; value++) {
      if (value != '/') {
        name.write(value);
      }
    }
    assertComesBack(name.toByteArray());
  }

  @Test
  void relativeNamesStayRelative() {
    assertComesBack("lat\u00f6/x".getBytes(ISO_8859_1));
    assertComesBack("../\u00f6".getBytes(ISO_8859_1));
    assertComesBack("../plain".getBytes(ISO_8859_1));
    assertComesBack("/".getBytes(ISO_8859_1));
    assertComesBack("/\u00f6".getBytes(ISO_8859_1));
  }

  @Test
  void aFolderHasNoSlashAtItsEnd() throws Exception {
    Path inner = Files.createDirectory(folder.resolve(FileNames.path(new byte[] {(byte) 0xf6})));
    assertArrayEquals(new byte[] {(byte) 0xf6}, FileNames.lastName(inner));
  }

  @Test
  void listedNamesAreThoseThatWereGiven() throws Exception {
    byte[] latin1 = "a \u00f6%41\n".getBytes(ISO_8859_1);
    Files.createFile(folder.resolve(FileNames.path(latin1)));
    try (var files = Files.newDirectoryStream(folder)) {
      Path listed = files.iterator().next();
      assertArrayEquals(latin1, FileNames.lastName(listed));
    }
  }

  private static void assertComesBack(byte[] name) {
    assertEquals(
        new String(name, ISO_8859_1),
        new String(FileNames.bytes(FileNames.path(name)), ISO_8859_1));
  }
}

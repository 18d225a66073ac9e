// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.line;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.cli.console.CommandFailure;
import dev.serialhandshake.cli.console.ExitCode;
import dev.serialhandshake.cli.trust.OwnFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaFileTest {

  @TempDir private Path folder;
  private Path file;
  private TestCertificate one;

  @BeforeEach
  void name() throws Exception {
    file = folder.resolve("ca.pem");
    one = TestCertificate.ca("One");
  }

  private void assertUnfit(String words) {
    CommandFailure e = assertThrows(CommandFailure.class, () -> CaFile.read(file));
    assertEquals(ExitCode.USAGE, e.code());
    assertTrue(e.getMessage().startsWith("--tls-ca " + file + ": "), e.getMessage());
    assertTrue(e.getMessage().contains(words), e.getMessage());
  }

  @Test
  void textBetweenCertificatesIsNoObstacle() throws Exception {
    TestCertificate two = TestCertificate.ca("Two");
    OwnFile.write(file, "One:\r\n" + one.pem().replace("\n", "\r\n") + "Two:\n" + two.pem());
    assertEquals(2, CaFile.read(file).size());
  }

  @Test
  void aFileThatIsNotThereIsTold() {
    assertUnfit("there is no such file");
  }

  @Test
  void aFolderIsNoFile() throws Exception {
    Files.createDirectory(file);
    assertUnfit("is no regular file");
  }

  @Test
  void anEmptyFileAndTheBinaryFormAreNotPem() throws Exception {
    OwnFile.write(file, "");
    assertUnfit("is not PEM");
    Files.write(file, one.encoded());
    assertUnfit("openssl x509 -inform der");
  }

  @Test
  void aKeyIsNoCertificate() throws Exception {
    OwnFile.write(file, one.pem().replace("CERTIFICATE", "EC PRIVATE KEY"));
    assertUnfit("has no whole certificate in it, but EC PRIVATE KEY");
  }

  @Test
  void aDamagedCertificateIsCounted() throws Exception {
    String cut = one.pem().replaceFirst("\n[^\n]*\n", "\n");
    OwnFile.write(file, one.pem() + cut);
    assertUnfit("its certificate no. 2 is damaged");
  }

  @Test
  void aFileWithoutItsEndIsNoCertificate() throws Exception {
    OwnFile.write(file, one.pem().replace("-----END CERTIFICATE-----", ""));
    assertUnfit("has no whole certificate");
  }

  @Test
  void aFileWithoutEndIsNotReadToIt() throws Exception {
    OwnFile.write(file, "a".repeat(4_000_002));
    assertUnfit("cannot be read: longer than 4000000 bytes; is it the right file?");
  }

  /** Whoever writes it says whose lines are believed. */
  @Test
  void aFileThatOthersCanWriteIsNotBelieved() throws Exception {
    OwnFile.write(file, one.pem());
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--rw-"));
    assertUnfit("others can write it");
  }
}

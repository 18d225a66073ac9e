// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.netty.serial.SerialPortException.Reason;
import dev.serialhandshake.testing.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisabledOnOs(OS.WINDOWS)
class PortPathTest {

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "2, BUSY", // jSerialComm's own 2 while the file is there
    "5, NO_SUCH_PORT",
    "6, NO_SUCH_PORT",
    "11, BUSY",
    "13, NO_PERMISSION",
    "16, BUSY",
    "19, NO_SUCH_PORT",
    "22, UNSUPPORTED_SETTING",
    "25, NOT_A_TTY",
    "99, FAILED"
  })
  void theSystemsErrorsHaveReasons(int error, Reason reason) throws IOException {
    Path device = Files.createFile(directory.resolve("device"));
    assertEquals(reason, PortPath.openFailed("port", device.toString(), error).reason());
  }

  @ParameterizedTest
  @CsvSource({"23, this machine has", "24, this process may"})
  void tooManyFilesAreThoseOfTheMachineOrOfTheProcess(int error, String text) {
    String device = directory.toString();
    String message = PortPath.openFailed("port", device, error).getMessage();
    assertTrue(message.contains(text), message);
  }

  @Test
  void anOpenThatFailsWhileTheDeviceGoesIsNoSuchPort() {
    String gone = directory.resolve("gone").toString();
    assertEquals(Reason.NO_SUCH_PORT, PortPath.openFailed("port", gone, 2).reason());
  }

  @Test
  void aRelativePathIsLookedUpFromHereBeforeDev() {
    SerialPortException refusal =
        assertThrows(SerialPortException.class, () -> PortPath.resolve("pom.xml"));
    assertEquals(Reason.NOT_A_TTY, refusal.reason());
  }

  @Test
  void missingPermissionNamesTheGroupThatHasIt() throws IOException {
    Path device = Files.createFile(directory.resolve("device"));
    if (Files.getAttribute(device, "unix:gid").equals(0)) {
      Files.setAttribute(device, "unix:gid", 20); // we are root: of a group that is not
    }
    Files.setPosixFilePermissions(device, PosixFilePermissions.fromString("rw-rw----"));
    String group = Files.readAttributes(device, PosixFileAttributes.class).group().getName();
    String message = PortPath.noPermission("port", device).toString();
    assertTrue(message.contains("usermod -aG " + group + " "), message);
  }

  @Test
  void missingPermissionNamesTheOwnerWhereNoGroupHasIt() throws IOException {
    Path device = Files.createFile(directory.resolve("device"));
    Files.setPosixFilePermissions(device, PosixFilePermissions.fromString("rw-------"));
    String owner = Files.getOwner(device).getName();
    String message = PortPath.noPermission("port", device).toString();
    assertTrue(message.contains("only " + owner + " may"), message);
  }

  /** The number that the system gives where a rule for devices forbids what the file allows. */
  @Test
  void whereTheFileAllowsItTheContainerIsTold() throws IOException {
    String device = Files.createFile(directory.resolve("device")).toString();
    String byPolicy = PortPath.openFailed("port", device, 1).toString();
    assertTrue(byPolicy.contains("docker run --device"), byPolicy);
    String byMount = PortPath.openFailed("port", device, 13).toString();
    assertTrue(byMount.contains("nodev"), byMount);
    assertFalse((byPolicy + byMount).contains("usermod"), byPolicy + byMount);
  }

  @Test
  void nobodyIsToldToJoinTheGroupOfRoot() throws IOException {
    Path device = Path.of("/dev/null");
    Assumptions.assumeTrue(Files.getAttribute(device, "unix:gid").equals(0));
    String message = PortPath.noPermission("port", device).toString();
    assertTrue(message.contains("only root may"), message);
  }

  @Test
  void linksLeadToTheDevice() throws IOException {
    Path link = Files.createSymbolicLink(directory.resolve("by-id"), Path.of("/dev/null"));
    assertEquals("/dev/null", PortPath.resolve(link.toString()));
  }

  @Test
  void whatIsNoPathIsTold() {
    SerialPortException refusal =
        assertThrows(SerialPortException.class, () -> PortPath.resolve("tty\0S0"));
    assertEquals(Reason.NO_SUCH_PORT, refusal.reason());
    assertTrue(refusal.getMessage().contains("not a path"), refusal.getMessage());
  }

  @Test
  void aNameAloneIsLookedUpInDev() throws IOException {
    assertEquals("/dev/null", PortPath.resolve("null"));
    assertThrows(SerialPortException.class, () -> PortPath.resolve("no-such-port"));
  }

  @Test
  void aFolderIsToldFromAFile() {
    SerialPortException refusal =
        assertThrows(SerialPortException.class, () -> PortPath.resolve(directory.toString()));
    assertTrue(refusal.getMessage().contains("a directory"), refusal.getMessage());
  }

  @Test
  void aDeviceThatIsGoneHasAnOwnerToAskForNoMore() {
    String message = PortPath.noPermission("port", directory.resolve("gone")).toString();
    assertTrue(message.contains("ask the owner of the device"), message);
  }

  /** In a container the number of the host's group has no name. */
  @Test
  void aGroupWithoutANameIsToldByItsNumber() throws IOException {
    Tools.needRoot("only root can give files away");
    Path device = Files.createFile(directory.resolve("device"));
    Files.setAttribute(device, "unix:gid", 54_321);
    Files.setPosixFilePermissions(device, PosixFilePermissions.fromString("rw-rw----"));
    String message = PortPath.noPermission("port", device).toString();
    assertTrue(message.contains("docker run --group-add 54321"), message);
  }
}

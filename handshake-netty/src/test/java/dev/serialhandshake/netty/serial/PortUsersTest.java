// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.testing.PtyPair;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Who has a port open: in a {@code /proc} that the test makes, and in the real one. */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class PortUsersTest {

  private static final long SELF = 50;

  @TempDir Path directory;

  @Test
  void everyProgramThatHasTheDeviceIsNamed() throws IOException {
    program(1, 0, "systemd", "/dev/null");
    program(60, 1, "agetty", "/dev/zero", "/dev/full");
    program(7, 1, "cat", "/dev/zero");
    PortUsers users = look("/dev/zero");
    assertEquals("cat (pid 7), agetty (pid 60)", users.toString());
    assertEquals(List.of(new PortUser(7, "cat"), new PortUser(60, "agetty")), users.list());
    assertTrue(users.isComplete());
    assertEquals("agetty (pid 60)", look("/dev/full").toString());
  }

  @Test
  void thisProcessAndItsChildrenAreLeftOut() throws IOException {
    program(1, 0, "systemd");
    program(SELF, 1, "java", "/dev/zero");
    program(70, SELF, "(odd) name) S 1", "/dev/zero");
    program(71, 70, "grandchild", "/dev/zero");
    assertEquals("grandchild (pid 71)", look("/dev/zero").toString());
  }

  @Test
  void aNameCannotWriteToTheTerminal() throws IOException {
    program(1, 0, "systemd");
    program(7, 1, "\033]0;x\007\u009b\u202e", "/dev/zero");
    String name = look("/dev/zero").list().get(0).program();
    assertTrue(name.matches("[ -~]+"), name);
    assertTrue(name.startsWith("?]0;x?"), name);
  }

  @Test
  void whereProcessesAreHiddenTheListMayLackSome() throws IOException {
    program(7, 1, "cat", "/dev/zero");
    assertEquals("cat (pid 7)", look("/dev/zero").toString());
    assertFalse(look("/dev/zero").isComplete());
  }

  @Test
  void aProcessThatEndsMeanwhileIsNone() throws IOException {
    program(1, 0, "systemd");
    Files.createDirectory(directory.resolve("99"));
    assertTrue(look("/dev/zero").isComplete());
  }

  @Test
  void withoutProcNothingIsSeen() {
    PortUsers users =
        OpenDevices.look(directory.resolve("none"), SELF).usersOf(Path.of("/dev/zero"));
    assertEquals("", users.toString());
    assertFalse(users.isComplete());
  }

  @Test
  void aPortThatIsNotThereHasNoUsers() {
    PortUsers users = PortUsers.now(directory.resolve("ttyUSB0").toString());
    assertEquals(List.of(), users.list());
    assertTrue(users.isComplete());
  }

  @Test
  void aProgramThatHasAPortOpenIsSeen() throws IOException {
    try (PtyPair line = PtyPair.open(directory);
        PortHolder holder = PortHolder.start(line.a())) {
      assertEquals("java (pid " + holder.pid() + ')', PortUsers.now(line.a()).toString());
      assertEquals("java (pid " + holder.pid() + ')', PortUsers.recently(line.a()).toString());
      assertEquals("", PortUsers.now(line.b()).toString());
    }
  }

  /** As socat and QEMU have both ends of the terminals that they make. */
  @Test
  void whoMadeAPseudoTerminalIsItsFarEnd() throws Exception {
    try (PtyPair line = PtyPair.open(directory);
        PortHolder holder = PortHolder.start(line.a())) {
      OpenDevices asOfAnother = OpenDevices.look(Path.of("/proc"), 0);
      assertEquals(
          List.of(holder.pid()),
          asOfAnother.usersOf(Path.of(line.a()).toRealPath()).list().stream()
              .filter(user -> user.program().equals("java") || user.program().equals("socat"))
              .map(PortUser::pid)
              .toList());
    }
  }

  private PortUsers look(String device) {
    return OpenDevices.look(directory, SELF).usersOf(Path.of(device));
  }

  private void program(long pid, long parent, String name, String... open) throws IOException {
    Path process = Files.createDirectory(directory.resolve(String.valueOf(pid)));
    Files.writeString(process.resolve("comm"), name + "\n");
    Files.writeString(process.resolve("stat"), pid + " (" + name + ") S " + parent + " 1 1 0");
    Path descriptors = Files.createDirectory(process.resolve("fd"));
    for (int i = 0; i < open.length; i++) {
      Files.createSymbolicLink(descriptors.resolve(String.valueOf(i)), Path.of(open[i]));
    }
  }
}

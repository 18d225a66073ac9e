// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.netty.serial.SerialPortException.Reason;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.local.LocalAddress;
import java.io.IOException;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class SerialPortErrorsTest {

  @TempDir Path directory;
  @RegisterExtension final Ports ports = new Ports();

  private final Bootstrap bootstrap = ports.bootstrap(new PortRecorder());

  @Test
  void aPathThatIsNotThere() {
    assertFails(Reason.NO_SUCH_PORT, directory.resolve("ttyUSB7").toString());
  }

  @Test
  void aNameThatIsNotThere() {
    assertFails(Reason.NO_SUCH_PORT, "ttyNoSuchThing");
  }

  @Test
  void aDanglingLink() throws IOException {
    Path link = directory.resolve("link");
    Files.createSymbolicLink(link, directory.resolve("gone"));
    assertFails(Reason.NO_SUCH_PORT, link.toString());
  }

  @Test
  void aDirectory() {
    assertFails(Reason.NOT_A_TTY, directory.toString());
  }

  @Test
  void aRegularFile() throws IOException {
    assertFails(Reason.NOT_A_TTY, Files.createFile(directory.resolve("file")).toString());
  }

  @Test
  void aDeviceThatIsNoTerminal() {
    assertFails(Reason.NOT_A_TTY, "/dev/null");
  }

  @Test
  void aPortThatThisProcessHas() {
    ports.openA(new PortRecorder());
    assertFails(Reason.BUSY, ports.a());
  }

  @Test
  void aPortThatAnotherProcessHas() throws Exception {
    try (PortHolder holder = PortHolder.start(ports.a())) {
      String message = assertFails(Reason.BUSY, ports.a());
      assertTrue(message.contains("java (pid " + holder.pid() + ") has the port open"), message);
      String who = ProcessHandle.current().info().user().map(user -> " by " + user).orElse("");
      assertTrue(
          message.matches(
              ".* has the port open, started"
                  + Pattern.quote(who)
                  + " at [0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2} UTC; close it there first"),
          message);
    }
  }

  @Test
  void anImpossibleBaudRateIsRefusedByName() {
    bootstrap.option(SerialChannelOption.BAUD_RATE, 0);
    assertTrue(assertFails(Reason.UNSUPPORTED_SETTING, ports.a()).contains("baud rate 0"));
  }

  @Test
  void oneAndAHalfStopBitsAreRefusedByName() {
    bootstrap.option(SerialChannelOption.STOP_BITS, StopBits.ONE_AND_A_HALF);
    assertTrue(assertFails(Reason.UNSUPPORTED_SETTING, ports.a()).contains("1.5 stop bits"));
  }

  @Test
  void anOptionOfTheLineIsRefusedByNameOnceOpen() {
    SerialChannel channel = ports.openA(new PortRecorder());
    Exception refused =
        assertThrows(
            IllegalStateException.class,
            () -> channel.config().setOption(SerialChannelOption.BAUD_RATE, 9600));
    assertTrue(refused.toString().contains("BAUD_RATE"), refused.toString());
    assertEquals(115200, channel.config().getSettings().baudRate());
  }

  @Test
  void aModemLineThatThePortLacksIsRefusedByNameOnceOpen() {
    SerialChannel channel = ports.openA(new PortRecorder());
    Exception refused =
        assertThrows(UnsupportedOperationException.class, () -> channel.config().setDtr(false));
    assertTrue(refused.toString().contains("DTR"), refused.toString());
    assertEquals(ModemLines.NONE, channel.modemLines());
  }

  @Test
  void aSecondConnectFailsAndLeavesTheFirstAlone() {
    SerialChannel channel = ports.openA(new PortRecorder());
    ChannelFuture second = channel.connect(channel.remoteAddress());
    assertTrue(second.awaitUninterruptibly(30, TimeUnit.SECONDS));
    assertEquals(AlreadyConnectedException.class, second.cause().getClass());
    assertTrue(channel.isActive());
  }

  @Test
  void anAddressOfAnotherKindIsRefused() {
    ChannelFuture connect = bootstrap.connect(new LocalAddress("x"));
    assertTrue(connect.awaitUninterruptibly(30, TimeUnit.SECONDS));
    assertEquals(UnsupportedAddressTypeException.class, connect.cause().getClass());
  }

  /** Returns the message, which is one line and names the port. */
  private String assertFails(Reason reason, String port) {
    SerialPortException failure = (SerialPortException) Ports.openFails(bootstrap, port);
    String message = Objects.requireNonNull(failure.getMessage());
    assertEquals(reason, failure.reason(), message);
    assertEquals(port, failure.port());
    assertTrue(message.startsWith(port + ": "), message);
    assertEquals(1, message.lines().count());
    return message;
  }
}

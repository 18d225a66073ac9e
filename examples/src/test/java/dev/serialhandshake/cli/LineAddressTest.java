// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.cli.line.HostPort;
import dev.serialhandshake.cli.line.LineAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class LineAddressTest {

  @Test
  void socketsAreNamedByTheirKind() {
    HostPort board = new HostPort("board", 22);
    assertEquals(new LineAddress.Tcp(board, false), LineAddress.parse("tcp:board:22"));
    assertEquals(new LineAddress.Tcp(board, true), LineAddress.parse("tcp-listen:board:22"));
    LineAddress.Tcp telnet = new LineAddress.Tcp(LineAddress.Speech.TELNET, board, false);
    assertEquals(telnet, LineAddress.parse("telnet:board:22"));
    assertEquals("telnet:board:22", telnet.toString());
    assertEquals("telnet-listen:board:22", LineAddress.parse("telnet-listen:board:22").toString());
    assertEquals("tls:board:22", LineAddress.parse("tls:board:22").toString());
    assertEquals("telnets:board:22", LineAddress.parse("TELNETS:board:22").toString());
    assertEquals("rfc2217:board:22", LineAddress.parse("rfc2217:board:22").toString());
    Path path = Path.of("/run/vm.sock");
    assertEquals(new LineAddress.Unix(path, false), LineAddress.parse("unix:/run/vm.sock"));
    assertEquals(new LineAddress.Unix(path, true), LineAddress.parse("unix-listen:/run/vm.sock"));
  }

  @Test
  void anIpv6AddressStandsInBrackets() {
    LineAddress line = LineAddress.parse("tcp:[::1]:2222");
    assertEquals(new LineAddress.Tcp(new HostPort("::1", 2222), false), line);
    assertEquals("tcp:[::1]:2222", line.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/dev/ttyUSB0",
        "/dev/serial/by-path/pci-0000:00:14.0-usb-0:1:1.0-port0",
        "ttyS0",
        "COM3"
      })
  void anythingElseIsASerialPort(String device) {
    assertEquals(new LineAddress.Serial(device), LineAddress.parse(device));
    assertEquals(new LineAddress.Serial(device), LineAddress.parse("serial:" + device));
  }

  /** This test fails if a new kind of line is not known there. */
  @Test
  void everyKindIsUnmistakable() {
    for (String form : LineAddress.SYNTAX.replaceFirst(" or a bare.*", "").split(",? ", -1)) {
      assertTrue(LineAddress.isUnmistakable(form), form);
    }
    assertTrue(LineAddress.isUnmistakable("/dev/ttyS0"));
    assertTrue(LineAddress.isUnmistakable("COM3"));
    assertFalse(LineAddress.isUnmistakable("/sbin/agetty"));
    assertFalse(LineAddress.isUnmistakable("ttyS0"));
  }

  @Test
  void aCommandIsAllThatFollows() {
    LineAddress line = LineAddress.parse("exec:ssh lab 'picocom -q /dev/ttyUSB0' # tcp:1");
    assertEquals(new LineAddress.Exec("ssh lab 'picocom -q /dev/ttyUSB0' # tcp:1"), line);
    assertEquals("exec:ssh lab 'picocom -q /dev/ttyUSB0' # tcp:1", line.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "tcp:",
        "tcp:board",
        "tcp:board:",
        "tcp:board:x",
        "tcp:board:65536",
        "tcp:board:-1",
        "tcp::22",
        "tcp:[]:22",
        "tcp:::1:22",
        "unix:",
        "serial:",
        "exec:",
        "telnet:board",
        "rfc2217:",
        "rfc2217-listen:board:22",
        "tls:board",
        "tls-listen:board:22",
        "telnets-listen:board:22",
        "udp:board:22"
      })
  void nonsenseIsRefusedWithItsText(String text) {
    TypeConversionException refusal =
        assertThrows(TypeConversionException.class, () -> LineAddress.parse(text));
    assertTrue(refusal.getMessage().startsWith("'"), refusal.getMessage());
  }
}

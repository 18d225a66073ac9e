// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.connect;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which command lines need no library to read them. */
class PlainConnectTest {

  @ParameterizedTest
  @ValueSource(strings = {"/dev/ttyUSB0", "COM3", "tcp:localhost:2222", "unix:/run/vm.sock"})
  void oneLineIsPlain(String line) {
    assertTrue(PlainConnect.isMeant("connect", line));
  }

  @Test
  void handingTheLineToSshIsPlainToo() {
    assertTrue(PlainConnect.isMeant("connect", "--fdpass", "/dev/ttyUSB0"));
    assertFalse(PlainConnect.isMeant("connect", "--fdpass"));
    assertFalse(PlainConnect.isMeant("connect", "/dev/ttyUSB0", "--fdpass"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "--help", "-h", "@arguments", "tcp:localhost", "x25:1"})
  void whatIsNoLineIsForTheLibraryToExplain(String text) {
    assertFalse(PlainConnect.isMeant("connect", text));
  }

  @Test
  void optionsAreNotPlain() {
    assertFalse(PlainConnect.isMeant("connect", "--hex", "/dev/ttyUSB0"));
  }

  @Test
  void otherCommandsAreNotPlain() {
    assertFalse(PlainConnect.isMeant("probe", "/dev/ttyUSB0"));
  }
}

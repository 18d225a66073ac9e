// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OperatingSystemTest {

  @ParameterizedTest
  @CsvSource({"mac os x, true", "darwin, true", "linux, false", "windows 11, false"})
  void aMacHasTwoNames(String name, boolean mac) {
    assertEquals(mac, OperatingSystem.isMac(name));
  }
}

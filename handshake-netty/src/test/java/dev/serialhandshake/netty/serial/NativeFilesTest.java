// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.fazecast.jSerialComm.SerialPort;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NativeFilesTest {

  @ParameterizedTest
  @CsvSource({
    "false, amd64, Linux/x86_64/libjSerialComm.so",
    "false, aarch64, Linux/armv8_64/libjSerialComm.so",
    "true, x86_64, OSX/x86_64/libjSerialComm.jnilib",
    "true, aarch64, OSX/aarch64/libjSerialComm.jnilib",
  })
  void aCommonProcessorHasOneFile(boolean mac, String processor, String file) {
    assertEquals(List.of(file), NativeFiles.of(mac, processor));
  }

  @ParameterizedTest
  @CsvSource({"false, 8", "true, 3"})
  void aRareProcessorMayHaveAnyAndTheJarHasThemAll(boolean mac, int count) {
    List<String> files = NativeFiles.of(mac, "rare");
    assertEquals(count, files.size());
    for (String file : files) {
      assertNotNull(SerialPort.class.getResource('/' + file), file);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class LineOriginTest {

  /** Users write it into their sshd_config. */
  @Test
  void theAddressOfALineStaysTheSameFromVersionToVersion() {
    // printf /dev/ttyUSB0 | sha256sum
    assertEquals("127.193.238.120", LineOrigin.of("/dev/ttyUSB0").getHostAddress());
    assertEquals("127.9.144.12", LineOrigin.of("tcp:b\u00f6ard:23").getHostAddress());
  }

  @Test
  void noLineIsTakenForAnAddressThatTheSystemUses() {
    for (int line = 0; line < 10_000; line++) {
      InetAddress address = LineOrigin.of("line " + line);
      byte[] octets = address.getAddress();
      assertTrue(address.isLoopbackAddress(), address.toString());
      assertTrue(octets[1] != 0 && octets[3] != 0 && octets[3] != -1, address.toString());
    }
  }
}

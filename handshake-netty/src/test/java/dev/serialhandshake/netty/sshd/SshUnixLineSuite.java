// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.sshd;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A server and a client on lines that are Unix sockets, anew for each test. */
abstract class SshUnixLineSuite {
  @TempDir Path directory;
  SshPeers peers;

  @BeforeEach
  void startPeers() throws Exception {
    peers = new SshPeers(Transports.UNIX, directory, Duration.ofMinutes(1));
  }

  @AfterEach
  void stopPeers() throws Exception {
    peers.close();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;

class SshOverUnixSocketIT extends SshOverLine {

  private NoisyRelay relay;

  @Override
  String servedLine() {
    return "unix-listen:" + folder.resolve("served");
  }

  @Override
  String lineToConnect(String served) throws Exception {
    Path noisy = folder.resolve("noisy");
    ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listener.bind(UnixDomainSocketAddress.of(noisy));
    relay = new NoisyRelay(listener, UnixDomainSocketAddress.of(folder.resolve("served")));
    return "unix:" + noisy;
  }

  @AfterAll
  void closeRelay() throws Exception {
    if (relay != null) { // null where the tests were skipped
      relay.close();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class SshOverTcpIT extends SshOverLine {

  private NoisyRelay relay;

  @Override
  String servedLine() {
    return "tcp-listen:127.0.0.1:0";
  }

  @Override
  String lineToConnect(String served) throws Exception {
    int port = Daemon.portOf(served);
    InetAddress loopback = InetAddress.getLoopbackAddress();
    ServerSocketChannel listener = ServerSocketChannel.open();
    listener.bind(new InetSocketAddress(loopback, 0));
    relay = new NoisyRelay(listener, new InetSocketAddress(loopback, port));
    return "tcp:127.0.0.1:" + listener.socket().getLocalPort();
  }

  /**
   * {@code ssh -A}, and then another login that finds the first one's socket gone. It is the same
   * over any line.
   */
  @Test
  void theAgentIsForwardedForAsLongAsTheSession() throws Exception {
    String remote = "ssh-add -l; stat -c %a $(dirname $SSH_AUTH_SOCK); echo socket $SSH_AUTH_SOCK";
    Run ssh = client.sshWithAgent(line, remote);
    assertEquals(0, ssh.exit(), ssh.err());
    assertTrue(ssh.out().contains("(ED25519)\n700\n"), ssh.out());
    String socket = ssh.out().substring(ssh.out().indexOf("socket ") + "socket ".length()).strip();
    Run next = client.ssh(line, new byte[0], "test -e $(dirname " + socket + ")");
    assertEquals(1, next.exit(), next.err());
  }

  @AfterAll
  void closeRelay() throws Exception {
    if (relay != null) { // null where the tests were skipped
      relay.close();
    }
  }
}

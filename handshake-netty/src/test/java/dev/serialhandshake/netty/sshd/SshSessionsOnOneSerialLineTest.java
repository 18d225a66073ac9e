// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.sshd;

import static dev.serialhandshake.netty.sshd.SshPeers.take;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.io.OutputStream;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.session.ClientSession;
import org.junit.jupiter.api.Test;

/** Of a client that is killed the line shows nothing but its silence: the port is closed there. */
class SshSessionsOnOneSerialLineTest extends SshSessionsOnOneLineSuite {
  @Override
  Transport.Kind transport() {
    return Transports.SERIAL;
  }

  /** Closes the client's port without a word of SSH, as the system does for a killed process. */
  private void kill() throws Exception {
    line.eventLoop().submit(() -> line.unsafe().close(line.unsafe().voidPromise())).sync();
    line.closeFuture().sync();
  }

  private void assertTheNextClientGetsIn() throws Exception {
    openLine();
    assertNextSessionWorks();
  }

  @Test
  void afterAnIdleClientWasKilled() throws Exception {
    login();
    kill();
    assertTheNextClientGetsIn();
  }

  @Test
  void afterAClientWasKilledThatSent() throws Exception {
    ClientSession session = login();
    ChannelExec cat = session.createExecChannel("cat");
    cat.open().verify(SshPeers.DEADLINE);
    OutputStream in = cat.getInvertedIn();
    in.write(new byte[100_000]);
    in.flush();
    kill();
    assertTheNextClientGetsIn();
  }

  @Test
  void afterAClientWasKilledThatReceived() throws Exception {
    ClientSession session = login();
    ChannelExec flood = session.createExecChannel("flood");
    flood.open().verify(SshPeers.DEADLINE);
    InputStream out = flood.getInvertedOut();
    assertTrue(out.readNBytes(100_000).length == 100_000);
    kill();
    assertTheNextClientGetsIn();
  }

  @Test
  void afterAClientWasKilledAndNobodyCame() throws Exception {
    login();
    kill();
    take(peers.ended);
    assertTheNextClientGetsIn();
  }
}

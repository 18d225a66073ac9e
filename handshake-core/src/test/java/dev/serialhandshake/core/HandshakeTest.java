// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

class HandshakeTest {

  private final Handshake client =
      Handshake.client(HandshakeSettings.defaults(), new Random(1), HandshakeObserver.NONE);
  private final Handshake server =
      Handshake.server(HandshakeSettings.defaults(), new Random(2), HandshakeObserver.NONE);

  @Test
  void aCleanLineTakesFourFrames() {
    client.start(0);
    server.start(0);
    byte[] syn = client.pollTransmit();
    assertEquals(2, receive(server, syn));
    byte[] synAck = server.pollTransmit();
    assertArrayEquals(new byte[] {0x06, (byte) (syn[1] + 1)}, new byte[] {synAck[0], synAck[1]});
    assertEquals(3, receive(client, synAck));
    byte[] ack = client.pollTransmit();
    assertArrayEquals(new byte[] {0x06, (byte) (synAck[2] + 1)}, ack);
    receive(server, ack);
    byte[] finalAck = server.pollTransmit();
    assertArrayEquals(new byte[] {0x06}, finalAck);
    assertEquals(State.ESTABLISHED, server.state());
    assertEquals(1, receive(client, new byte[] {0x06, 'S', 'S', 'H'}));
    assertEquals(State.ESTABLISHED, client.state());
    assertEquals(0, client.report().discardedBytes());
  }

  private static int receive(Handshake to, byte[] bytes) {
    return to.receive(ByteView.of(bytes, 0, bytes.length), 0);
  }
}

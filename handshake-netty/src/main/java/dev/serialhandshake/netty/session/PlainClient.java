// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.session;

import dev.serialhandshake.core.ByteView;
import dev.serialhandshake.core.Handshake;
import dev.serialhandshake.core.HandshakeObserver;
import dev.serialhandshake.core.HandshakeSettings;
import io.netty.buffer.ByteBuf;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Shakes hands in the place of a client that does not: so its session begins as any other. Not one
 * of these frames is on the line.
 */
final class PlainClient {

  private final Handshake client;
  private final byte[] syn;

  /**
   * Makes a client.
   *
   * @param lastAnswer the last SYN-ACK of the server, if any: a SYN with one of its nonces would be
   *     noise to it
   */
  PlainClient(byte @Nullable [] lastAnswer) {
    Handshake made;
    byte[] first;
    do {
      made =
          Handshake.client(
              HandshakeSettings.defaults(), new SplittableRandom(), HandshakeObserver.NONE);
      made.start(0);
      first = Objects.requireNonNull(made.pollTransmit(), "a client begins");
    } while (lastAnswer != null && isOf(lastAnswer, first[1]));
    client = made;
    syn = first;
  }

  private static boolean isOf(byte[] answer, byte nonce) {
    return answer[1] == (byte) (nonce + 1) || (byte) (answer[2] + 1) == nonce;
  }

  byte[] syn() {
    return syn;
  }

  /** Takes a frame of the server. */
  void take(ByteBuf frame) {
    byte[] bytes = new byte[frame.readableBytes()];
    frame.getBytes(frame.readerIndex(), bytes);
    client.receive(ByteView.of(bytes, 0, bytes.length), 0);
  }

  /** The answer to what was taken; null if nothing came. */
  byte @Nullable [] ack() {
    return client.pollTransmit();
  }
}
